#include "economy/books/open_collective.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <unordered_map>

#include "economy/books/books_rules.h"
#include "economy/books/encoding.h"
#include "voting/formats/csv.h"
#include "voting/formats/text.h"

namespace tos::economy::books {
namespace {

enum Column {
  type_column,
  kind_column,
  group_column,
  amount_column,
  currency_column,
  net_column,
  collective_column,
  from_column,
  host_column,
  created_column,
  deleted_column,
  platform_column,
  host_fee_column,
  processor_column,
  tax_column,
  column_count
};
constexpr std::array<std::string_view, column_count> column_names{"type",
                                                                  "kind",
                                                                  "TransactionGroup",
                                                                  "amount",
                                                                  "currency",
                                                                  "netAmountInCollectiveCurrency",
                                                                  "CollectiveId",
                                                                  "FromCollectiveId",
                                                                  "HostCollectiveId",
                                                                  "createdAt",
                                                                  "deletedAt",
                                                                  "platformFeeInHostCurrency",
                                                                  "hostFeeInHostCurrency",
                                                                  "paymentProcessorFeeInHostCurrency",
                                                                  "taxAmount"};
constexpr std::string_view in_utf8 = "save the file as UTF-8: iconv -f latin1 -t utf8 FILE";
constexpr std::size_t fee_count = 4;
using Fees = std::array<std::int64_t, fee_count>;  // as stated: negative where somebody pays them

struct OpenCollectiveRow {
  int line = 0;
  std::string type, kind, group;
  std::int64_t amount = 0;
  std::int64_t net = 0;
  CurrencyCode currency;
  std::int64_t collective = 0;
  std::int64_t from = 0;
  std::optional<std::int64_t> host;
  Timestamp created;
  Fees fees{};
};

struct OpenCollectivePair {
  int line = 0;  // of the first row
  std::string group, kind;
  std::vector<OpenCollectiveRow> rows;
  std::optional<Refusal> problem;  // of a row
};

Result<std::int64_t> whole_amount(std::string_view text, std::string_view column) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max_amount || value < -max_amount)
    return refuse(rules::ECO_303, "{} {} is no whole amount", column, voting::shown(text));
  return value;
}

Result<std::int64_t> collective_number(std::string_view text, std::string_view column) {
  const auto number = voting::parse_whole(text);
  if (!number) return refuse(rules::ECO_302, "{} {} is no collective's number", column, voting::shown(text));
  return *number;
}

// "2016-07-05 23:56:17.309+00": UTC, up to six decimals of a second, of which three are kept.
Result<Timestamp> created_at(std::string_view text) {
  std::string_view seconds = text;
  if (seconds.ends_with("+00:00")) {
    seconds.remove_suffix(6);
  } else if (seconds.ends_with("+00")) {
    seconds.remove_suffix(3);
  } else if (seconds.ends_with("Z")) {
    seconds.remove_suffix(1);
  } else {
    seconds = {};
  }
  if (seconds.size() >= 19) {
    std::string decimals(seconds.substr(19));
    const bool sound = decimals.empty() || (decimals.size() >= 2 && decimals.size() <= 7 && decimals[0] == '.' &&
                                            std::all_of(decimals.begin() + 1, decimals.end(), voting::is_digit));
    decimals = decimals.empty() ? ".000" : (decimals + "000").substr(0, 4);
    const auto time = Timestamp::parse(fmt::format("{}T{}{}Z", seconds.substr(0, 10), seconds.substr(11, 8), decimals));
    if (sound && time && (seconds[10] == ' ' || seconds[10] == 'T')) return *time;
  }
  return refuse(rules::ECO_304, "createdAt {} is no time like 2016-07-05 23:56:17.309+00", voting::shown(text));
}

AccountName collective_account(std::int64_t number, const CurrencyCode& currency) {
  return AccountName::of(fmt::format("c{}", number), currency, Purpose::external);
}

// Legs that meet in one account are one leg, and one that moves nothing is none.
class LegSum {
 public:
  void add(const AccountName& account, std::int64_t amount) {
    const auto found = std::ranges::find(legs_, account, &Leg::account);
    if (found == legs_.end()) {
      legs_.push_back({.account = account, .amount = amount});
    } else {
      found->amount += amount;  // of a handful, each below 2^53
    }
  }
  std::vector<Leg> take() {
    std::erase_if(legs_, [](const Leg& leg) { return leg.amount == 0; });
    return std::move(legs_);
  }

 private:
  std::vector<Leg> legs_;
};

// What each kind of fee gets of the difference; nothing where the rows name no fees.
std::optional<Fees> divide_fees(std::int64_t difference, const OpenCollectiveRow& credit,
                                const OpenCollectiveRow& debit) {
  for (const Fees& stated : {credit.fees, debit.fees}) {
    Int128 sum = 0;
    for (const std::int64_t fee : stated) sum += fee;
    if (sum != -difference) continue;
    Fees given{};
    std::ranges::transform(stated, given.begin(), std::negate<>());
    return given;
  }
  for (const Fees& stated : {credit.fees, debit.fees}) {
    Fees weights{};
    std::ranges::transform(stated, weights.begin(), [](std::int64_t fee) { return fee < 0 ? -fee : fee; });
    const auto shares = split_amount(difference, weights);
    if (!shares) continue;
    Fees given{};
    std::ranges::copy(*shares, given.begin());
    return given;
  }
  return std::nullopt;
}

class OpenCollectiveReader {
 public:
  OpenCollectiveReader(voting::Input& input, const ScaleOf& scale_of)
      : lines_(input), reader_(lines_, ','), scale_of_(scale_of) {}

  Result<ImportedFile> read() {
    std::vector<std::string_view> cells;
    TOS_TRY(const bool has_header, next(cells));
    if (has_header) {
      TOS_CHECK(header(cells));
    } else {
      return refuse(rules::ECO_306, "the table is empty").in_file(lines_.name());
    }
    while (true) {
      TOS_TRY(const bool more, next(cells));
      if (!more) break;
      take_row(cells);
    }
    for (OpenCollectivePair& pair : pairs_) finish(pair);
    return std::move(file_);
  }

 private:
  Result<bool> next(std::vector<std::string_view>& cells) {
    auto more = reader_.next(cells);
    for (std::size_t i = 0; more && *more && i < cells.size(); ++i) {
      if (auto text = decode_text(cells[i], Encoding::utf_8); !text) more = std::move(text).error().hint(in_utf8);
    }
    if (!more) more.error().in_file(lines_.name()).at_line(reader_.line_number());
    return more;
  }

  Result<void> header(const std::vector<std::string_view>& cells) {
    places_.fill(-1);
    for (std::size_t place = 0; place < cells.size(); ++place) {
      const auto found = std::ranges::find(column_names, voting::trim(cells[place]));
      if (found == column_names.end()) continue;
      const auto column = static_cast<std::size_t>(found - column_names.begin());
      if (places_[column] >= 0)
        return refuse(rules::ECO_306, "the column {} stands twice", *found).in_file(lines_.name()).at_line(1);
      places_[column] = static_cast<int>(place);
    }
    for (std::size_t column = 0; column < column_count; ++column) {
      if (places_[column] < 0)
        return refuse(rules::ECO_306, "the column {} is missing", column_names[column])
            .in_file(lines_.name())
            .at_line(reader_.line_number());
    }
    width_ = cells.size();
    return {};
  }

  void take_row(const std::vector<std::string_view>& cells) {
    ++file_.rows;
    const int line = reader_.line_number();
    if (cells.size() != width_) {
      file_.bad.push_back(
          {line, "", refuse(rules::ECO_302, "the row has {} cells, the header {}", cells.size(), width_)});
      return;
    }
    if (!cell(cells, deleted_column).empty()) {
      ++file_.passed;
      return;
    }
    const std::string group(cell(cells, group_column)), kind(cell(cells, kind_column));
    const auto [place, is_new] = by_name_.emplace(group + '\n' + kind, pairs_.size());
    if (is_new) pairs_.push_back({.line = line, .group = group, .kind = kind, .rows = {}, .problem = {}});
    OpenCollectivePair& pair = pairs_[place->second];
    auto row = read_row(cells, line);
    if (row) {
      pair.rows.push_back(std::move(*row));
    } else if (!pair.problem) {
      pair.problem = std::move(row).error().at_line(line);
    }
  }

  std::string_view cell(const std::vector<std::string_view>& cells, Column column) const {
    return voting::trim(cells[static_cast<std::size_t>(places_[column])]);
  }

  Result<OpenCollectiveRow> read_row(const std::vector<std::string_view>& cells, int line) const {
    OpenCollectiveRow row{.line = line, .type = std::string(cell(cells, type_column))};
    TOS_TRY(row.amount, whole_amount(cell(cells, amount_column), column_names[amount_column]));
    TOS_TRY(row.net, whole_amount(cell(cells, net_column), column_names[net_column]));
    auto currency = CurrencyCode::parse(cell(cells, currency_column));
    if (!currency) return refuse(rules::ECO_302, "{}", currency.error().what);
    row.currency = *currency;
    TOS_TRY(row.collective, collective_number(cell(cells, collective_column), column_names[collective_column]));
    TOS_TRY(row.from, collective_number(cell(cells, from_column), column_names[from_column]));
    if (const std::string_view host = cell(cells, host_column); !host.empty()) {
      TOS_TRY(row.host, collective_number(host, column_names[host_column]));
    }
    TOS_TRY(row.created, created_at(cell(cells, created_column)));
    for (std::size_t fee = 0; fee < fee_count; ++fee) {
      const auto column = static_cast<Column>(platform_column + fee);
      if (cell(cells, column).empty()) continue;
      TOS_TRY(row.fees[fee], whole_amount(cell(cells, column), column_names[column]));
    }
    return row;
  }

  void finish(OpenCollectivePair& pair) {
    auto transfer = transfer_of(pair);
    if (transfer) {
      file_.transfers.push_back(std::move(*transfer));
    } else {
      const int line = transfer.error().where.line > 0 ? transfer.error().where.line : pair.line;
      file_.bad.push_back({.line = line, .name = pair.group, .why = std::move(transfer).error()});
    }
  }

  Result<ImportedTransfer> transfer_of(OpenCollectivePair& pair) const {
    if (pair.problem) return std::move(*pair.problem);
    const auto is = [](std::string_view type) { return [type](const auto& row) { return row.type == type; }; };
    const auto debit = std::ranges::find_if(pair.rows, is("DEBIT"));
    const auto credit = std::ranges::find_if(pair.rows, is("CREDIT"));
    if (pair.rows.size() != 2 || debit == pair.rows.end() || credit == pair.rows.end())
      return refuse(rules::ECO_307, "{} live rows, not one DEBIT and one CREDIT", pair.rows.size());
    if (debit->currency != credit->currency || debit->collective != credit->from || debit->from != credit->collective)
      return refuse(rules::ECO_307, "the DEBIT is from {} to {} in {}, the CREDIT from {} to {} in {}",
                    debit->collective, debit->from, debit->currency, credit->from, credit->collective,
                    credit->currency);
    if (debit->net != -credit->amount)
      return refuse(rules::ECO_308, "DEBIT net {} is not minus CREDIT amount {}", debit->net, credit->amount);
    if (debit->amount != -credit->net)
      return refuse(rules::ECO_308, "DEBIT amount {} is not minus CREDIT net {}", debit->amount, credit->net);
    if (!scale_of_(credit->currency))
      return refuse(rules::ECO_302, "the group has no currency {}", credit->currency).hint("tos currency add");
    ImportedTransfer transfer{.line = pair.line,
                              .name = pair.group,
                              .key = "oc-" + to_hex(sha256(pair.group + '\n' + pair.kind)).substr(0, 40),
                              .date = std::min(debit->created, credit->created),
                              .memo = memo_from(fmt::format("{} {}", pair.kind, pair.group))};
    transfer.legs = legs_of(*credit, *debit);
    if (transfer.legs.empty()) return refuse(rules::ECO_307, "the pair moves nothing");
    for (const Leg& leg : transfer.legs) {
      if (leg.amount > max_amount || leg.amount < -max_amount)
        return refuse(rules::ECO_303, "{} is moved by more than 2^53 - 1", leg.account);
    }
    return transfer;
  }

  static std::vector<Leg> legs_of(const OpenCollectiveRow& credit, const OpenCollectiveRow& debit) {
    LegSum legs;
    legs.add(collective_account(credit.from, credit.currency), -credit.amount);
    legs.add(collective_account(credit.collective, credit.currency), credit.net);
    const std::int64_t difference = credit.amount - credit.net;
    const auto outside = [&](std::string_view owner) {
      return AccountName::of(owner, credit.currency, Purpose::external);
    };
    if (const auto given = divide_fees(difference, credit, debit)) {
      const auto& [platform, host, processor, tax] = *given;
      legs.add(outside("platform"), platform);
      legs.add(credit.host ? collective_account(*credit.host, credit.currency) : outside("host"), host);
      legs.add(outside("processor"), processor);
      legs.add(outside("tax"), tax);
    } else {
      legs.add(outside("fees"), difference);
    }
    return legs.take();
  }

  voting::LineReader lines_;
  voting::CsvReader reader_;
  const ScaleOf& scale_of_;
  std::array<int, column_count> places_{};
  std::size_t width_ = 0;
  std::vector<OpenCollectivePair> pairs_;
  std::unordered_map<std::string, std::size_t> by_name_;
  ImportedFile file_;
};

}  // namespace

Result<ImportedFile> read_open_collective(voting::Input& input, const ScaleOf& scale_of) {
  return OpenCollectiveReader(input, scale_of).read();
}

}  // namespace tos::economy::books
