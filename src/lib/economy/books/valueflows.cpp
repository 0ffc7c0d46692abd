#include "economy/books/valueflows.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace tos::economy::books {
namespace {

using Json = nlohmann::ordered_json;

Json context_of(const ValueflowsOptions& options) {
  return {{"vf", "https://w3id.org/valueflows/ont/vf#"},
          {"om2", "http://www.ontology-of-units-of-measure.org/resource/om-2/"},
          {"dcterms", "http://purl.org/dc/terms/"},
          {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
          {"xsd", "http://www.w3.org/2001/XMLSchema#"},
          {"tos", "urn:tos:" + options.group_id + ":"},
          {"vf:hasPointInTime", {{"@type", "xsd:dateTime"}}},
          {"vf:due", {{"@type", "xsd:dateTime"}}},
          {"vf:created", {{"@type", "xsd:dateTime"}}},
          {"om2:hasNumericalValue", {{"@type", "xsd:decimal"}}}};
}

Json link(std::string id) { return {{"@id", std::move(id)}}; }
std::string account_id(const AccountName& name) { return "tos:account/" + name.text(); }

std::string agent_id(const AccountName& name) {
  switch (name.purpose()) {
    case Purpose::member:
      return "tos:member/" + name.owner();
    case Purpose::fund:
      return "tos:fund/" + name.owner();
    case Purpose::escrow:
    case Purpose::issuance:
    case Purpose::conversion:
      return "tos:group";
    case Purpose::external:
      break;
  }
  return name.owner() == group_owner ? "tos:group" : "tos:outside/" + name.owner();
}

std::string_view agent_type(Purpose purpose) {
  if (purpose == Purpose::member) return "vf:Person";
  return purpose == Purpose::fund ? "vf:Organization" : "vf:Agent";  // outside may be either
}

class ValueflowsWriter {
 public:
  ValueflowsWriter(const Chart& chart, const ValueflowsOptions& options, const Sink& sink)
      : chart_(chart), options_(options), sink_(sink) {}

  void head() {
    sink_("{\n\"@context\": " + context_of(options_).dump() + ",\n\"@graph\": [\n");
    add({{"@id", "tos:group"}, {"@type", "vf:Organization"}, {"vf:name", options_.title}});
    std::set<std::string> agents{"tos:group"};
    for (const AccountRow& account : chart_.accounts) {
      const std::string id = agent_id(account.name);
      if (!agents.insert(id).second) continue;
      add({{"@id", id}, {"@type", agent_type(account.name.purpose())}, {"vf:name", account.name.owner()}});
    }
    for (const CurrencyRow& currency : chart_.currencies) {
      const std::string unit = "tos:unit/" + currency.code.text();
      add({{"@id", unit}, {"@type", "om2:Unit"}, {"rdfs:label", currency.name}, {"om2:symbol", currency.code.text()}});
      add({{"@id", "tos:currency/" + currency.code.text()},
           {"@type", "vf:ResourceSpecification"},
           {"vf:name", currency.name},
           {"vf:defaultUnitOfResource", link(unit)}});
    }
    for (std::size_t place = 0; place < chart_.accounts.size(); ++place) resource(place);
  }

  void entry(const BookEntry& entry) {
    int part = 0;
    for (const Flow& flow : flows_of(chart_, entry.postings)) {
      Json event{{"@id", fmt::format("tos:entry/{}/{}", entry.number, ++part)}, {"@type", "vf:EconomicEvent"}};
      transfer(event, flow);
      event["vf:hasPointInTime"] = entry.date.to_string();
      event["vf:created"] = entry.clock.to_string();
      event["dcterms:type"] = name_of(entry.cause);
      if (!entry.memo.empty()) event["vf:note"] = entry.memo;
      event["dcterms:source"] = link("tos:record/" + entry.record.hex());
      add(event);
    }
  }

  void hold(const BookHold& hold) {
    Json commitment{{"@id", "tos:record/" + hold.record.hex()}, {"@type", "vf:Commitment"}};
    transfer(commitment, {.from = hold.from, .to = hold.to, .amount = hold.amount});
    commitment["vf:created"] = hold.made_at.to_string();
    if (hold.expires_at) commitment["vf:due"] = hold.expires_at->to_string();
    commitment["vf:finished"] = false;
    if (!hold.memo.empty()) commitment["vf:note"] = hold.memo;
    add(commitment);
  }

  void finish() { sink_("\n]\n}\n"); }

 private:
  Json measure(std::size_t account, std::int64_t amount) const {
    return {{"@type", "om2:Measure"},
            {"om2:hasNumericalValue", format_amount(amount, chart_.scale(account))},
            {"om2:hasUnit", link("tos:unit/" + chart_.code(account).text())}};
  }

  void resource(std::size_t place) {
    const AccountRow& account = chart_.accounts[place];
    add({{"@id", account_id(account.name)},
         {"@type", "vf:EconomicResource"},
         {"vf:name", account.name.text()},
         {"vf:conformsTo", link("tos:currency/" + account.name.currency().text())},
         {"vf:primaryAccountable", link(agent_id(account.name))},
         {"vf:accountingQuantity", measure(place, account.posted)},
         {"vf:onhandQuantity", measure(place, account.available())}});
  }

  void transfer(Json& event, const Flow& flow) const {
    const AccountName& from = chart_.accounts[flow.from].name;
    const AccountName& to = chart_.accounts[flow.to].name;
    event["vf:action"] = link("vf:transfer");
    event["vf:provider"] = link(agent_id(from));
    event["vf:receiver"] = link(agent_id(to));
    event["vf:resourceInventoriedAs"] = link(account_id(from));
    event["vf:toResourceInventoriedAs"] = link(account_id(to));
    event["vf:resourceQuantity"] = measure(flow.from, flow.amount);
  }

  void add(const Json& node) {
    sink_((is_first_ ? "" : ",\n") + node.dump());
    is_first_ = false;
  }

  const Chart& chart_;
  const ValueflowsOptions& options_;
  const Sink& sink_;
  bool is_first_ = true;
};

}  // namespace

std::vector<Flow> flows_of(const Chart& chart, std::span<const BookPosting> postings) {
  struct Sides {
    std::vector<BookPosting> givers, takers;
  };
  std::map<std::size_t, Sides> currencies;
  for (const BookPosting& posting : postings) {
    Sides& sides = currencies[chart.currency_of[posting.account]];
    (posting.amount < 0 ? sides.givers : sides.takers).push_back(posting);
  }
  std::vector<Flow> flows;
  for (auto& [currency, sides] : currencies) {
    for (auto giver = sides.givers.begin(), taker = sides.takers.begin();
         giver != sides.givers.end() && taker != sides.takers.end();) {
      const std::int64_t amount = std::min(-giver->amount, taker->amount);
      flows.push_back({.from = giver->account, .to = taker->account, .amount = amount});
      if ((giver->amount += amount) == 0) ++giver;
      if ((taker->amount -= amount) == 0) ++taker;
    }
  }
  return flows;
}

void write_valueflows(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds,
                      const ValueflowsOptions& options, const Sink& sink) {
  ValueflowsWriter writer(chart, options, sink);
  writer.head();
  for (BookEntry entry; next(entry);) writer.entry(entry);
  for (const BookHold& hold : holds) writer.hold(hold);
  writer.finish();
}

}  // namespace tos::economy::books
