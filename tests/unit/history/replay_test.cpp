// What is asked of every record before its kind's own rules, each rule at its limit and one step beyond.
#include "history/replay.h"

#include <catch2/catch.hpp>

#include "charter/ruleset.h"
#include "history/log_root.h"
#include "identity/consent.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;

namespace {

// A garden to which envelopes of any content are offered; ole's consents, which no rule of their kind refuses.
struct Offers : Garden {
  Offers() { wait(hours(200)); }

  // What ole would sign now, having seen everything.
  Envelope envelope(std::string_view author = "ole") {
    return {.kind = "identity.consent-grant/v1",
            .group = group(),
            .author = handle_of(author),
            .key = key_id_of(author),
            .at = clock,
            .seen = Seen{.size = replay().size(), .root = replay().root()},
            .idempotency_key = {}};
  }
  Seen seen(std::int64_t size) { return {.size = size, .root = history::root_at(db(), size)}; }

  static history::SignedRecord signed_record(const Envelope& envelope, std::string_view purpose = "the page") {
    FormPrinter printer;
    print_envelope(printer, envelope);
    print(printer, identity::ConsentGrant{.purpose = {std::string(purpose)}, .until = {}});
    const std::string message = printer.take();
    const std::string signature = key_named(envelope.author.text()).sign(message, record_namespace);
    return *history::read_signed_record(join_record(message, signature, ""));
  }

  // "" where the record is logged, else the rule that refuses it. The reader's clock is the record's.
  std::string judged(const Envelope& envelope, std::optional<Timestamp> reader = {}) {
    return judged(signed_record(envelope), reader.value_or(envelope.at));
  }
  std::string judged(const history::SignedRecord& record, Timestamp reader) {
    db().savepoint("offer");
    const auto accepted = replay().accept(record, reader);
    if (accepted) {
      db().release("offer");
    } else {
      db().rollback_to("offer");
    }
    return refused_by(accepted);
  }
};

constexpr Duration tick{1};

}  // namespace

TEST_CASE("a record names its group", "[accepts LOG-101, LOG-108][refuses LOG-101, LOG-108]") {
  Offers log;
  CHECK(log.judged(log.envelope()).empty());
  Envelope envelope = log.envelope();
  envelope.group = GroupId(sha256("another group"));
  CHECK(log.judged(envelope) == "LOG-101");
  envelope.group = std::nullopt;
  CHECK(log.judged(envelope) == "LOG-108");
  envelope = log.envelope();
  envelope.seen = std::nullopt;
  CHECK(log.judged(envelope) == "LOG-108");
}

TEST_CASE("a founding record names neither group nor what it saw", "[accepts LOG-108][refuses LOG-108]") {
  const auto judged = [](bool with_group, bool with_seen) {
    GroupFixture fixture;
    Envelope envelope{.kind = "charter.founding/v1",
                      .group = {},
                      .author = handle_of("mara"),
                      .key = key_id_of("mara"),
                      .at = fixture.clock,
                      .seen = {},
                      .idempotency_key = {}};
    if (with_group) envelope.group = GroupId(sha256("a group"));
    if (with_seen) envelope.seen = Seen{.size = 1, .root = LogRoot(sha256("a root"))};
    FormPrinter printer;
    print_envelope(printer, envelope);
    print(printer, fixture.founding({"mara"}));
    const std::string message = printer.take();
    const std::string signature = key_named("mara").sign(message, record_namespace);
    const auto record = history::read_signed_record(join_record(message, signature, ""));
    return refused_by(fixture.replay().accept(*record, fixture.clock));
  };
  CHECK(judged(false, false).empty());
  CHECK(judged(true, false) == "LOG-108");
  CHECK(judged(false, true) == "LOG-108");
  CHECK(judged(true, true) == "LOG-108");
}

TEST_CASE("what a record saw is a prefix of this log", "[accepts LOG-102][refuses LOG-102]") {
  Offers log;
  Envelope envelope = log.envelope();
  const std::int64_t size = envelope.seen->size;
  CHECK(log.judged(envelope).empty());
  envelope = log.envelope();
  envelope.seen = log.seen(1);
  CHECK(log.judged(envelope).empty());
  envelope = log.envelope();
  envelope.seen->size += 1;
  CHECK(log.judged(envelope) == "LOG-102");
  envelope.seen->size = max_plain_integer;
  CHECK(log.judged(envelope) == "LOG-102");
  envelope.seen = Seen{.size = size, .root = log.seen(size - 1).root};
  CHECK(log.judged(envelope) == "LOG-102");
}

TEST_CASE("a record may be as old as the grace", "[accepts LOG-103][refuses LOG-103]") {
  Offers log;
  REQUIRE(log.judged(log.envelope()).empty());
  const Timestamp oldest = log.replay().clock() - hours(72);
  Envelope envelope = log.envelope();
  envelope.seen = log.seen(1);
  envelope.at = oldest - tick;
  CHECK(log.judged(envelope) == "LOG-103");
  envelope.at = oldest;
  CHECK(log.judged(envelope).empty());
}

TEST_CASE("a record may be five minutes ahead of its reader", "[accepts LOG-104][refuses LOG-104]") {
  Offers log;
  const Envelope envelope = log.envelope();
  CHECK(log.judged(envelope, envelope.at - minutes(5) - tick) == "LOG-104");
  CHECK(log.judged(envelope, envelope.at - minutes(5)).empty());
}

TEST_CASE("a record stands in the log once, and alone under its first sixteen digits",
          "[accepts LOG-105][refuses LOG-105]") {
  Offers log;
  const history::SignedRecord record = Offers::signed_record(log.envelope());
  CHECK(log.judged(record, log.clock).empty());
  CHECK(log.judged(record, log.clock) == "LOG-105");

  // No two records with the same sixteen digits are known, so one is put into the read model by hand.
  const history::SignedRecord next = Offers::signed_record(log.envelope(), "the map");
  const std::string same_begin = next.id.hex16() + std::string(48, '0');
  log.db().savepoint("beside");
  index::add_entry(log.db(),
                   {.position = log.replay().size() + 1,
                    .id = *RecordId::parse(same_begin),
                    .kind = "identity.consent-grant/v1",
                    .author = handle_of("noor"),
                    .at = log.clock,
                    .clock = log.clock,
                    .path = {},
                    .texts = {}},
                   "members/noor", std::nullopt);
  CHECK(log.judged(next, log.clock) == "LOG-105");
  log.db().rollback_to("beside");
  CHECK(log.judged(next, log.clock).empty());
}

TEST_CASE("an author uses an idempotency key once, whatever others do", "[accepts LOG-106][refuses LOG-106]") {
  Offers log;
  const auto with_key = [&](std::string_view author, std::string_view key) {
    log.wait(minutes(1));
    Envelope envelope = log.envelope(author);
    envelope.idempotency_key = key;
    return log.judged(envelope);
  };
  CHECK(with_key("ole", "once").empty());
  CHECK(with_key("noor", "once").empty());
  CHECK(with_key("ole", "Once").empty());
  CHECK(with_key("ole", "once") == "LOG-106");
  CHECK(with_key("noor", "once") == "LOG-106");
}

TEST_CASE("a record is dated at most five minutes before the log it saw", "[accepts LOG-111][refuses LOG-111]") {
  Offers log;
  REQUIRE(log.judged(log.envelope()).empty());
  Envelope envelope = log.envelope();
  envelope.at = log.replay().clock() - minutes(5) - tick;
  CHECK(log.judged(envelope) == "LOG-111");
  envelope.at = log.replay().clock() - minutes(5);
  CHECK(log.judged(envelope).empty());
}

TEST_CASE("nothing is judged by a ruleset that is not known", "[accepts LOG-112][refuses LOG-112]") {
  // No record of ruleset 1 can bring this about (CHA-004): it is for a read model that a newer program has written.
  Offers log;
  log.replay().save();
  history::Replay known(log.db());
  log.db().savepoint("known");
  CHECK(known.accept(Offers::signed_record(log.envelope()), log.clock));
  log.db().rollback_to("known");
  charter::Charter charter = small_charter();
  charter.rules = {charter::newest_ruleset + 1};
  charter::set_current(log.db(), log.replay().size(), charter);
  history::Replay unknown(log.db());
  CHECK(refused_by(unknown.accept(Offers::signed_record(log.envelope()), log.clock)) == "LOG-112");
}

TEST_CASE("a kind is one of the ruleset, in its version", "[accepts REC-010][refuses REC-010]") {
  Offers log;
  CHECK(log.judged(log.envelope()).empty());
  for (const char* kind : {"identity.consent-grant/v2", "identity.consent/v1", "resources.booking/v1"}) {
    Envelope envelope = log.envelope();
    envelope.kind = kind;
    CHECK(log.judged(envelope) == "REC-010");
  }
}
