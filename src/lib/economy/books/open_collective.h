#pragma once
#include "economy/books/imported.h"
#include "voting/formats/input.h"

namespace tos::economy::books {

// Reads the transactions that Open Collective exports as CSV, amounts in a currency's smallest unit. Rows with
// deletedAt are passed over. The others stand in pairs of one DEBIT and one CREDIT that share TransactionGroup and
// kind:
//   DEBIT.netAmountInCollectiveCurrency = −CREDIT.amount, DEBIT.amount = −CREDIT.netAmountInCollectiveCurrency.
// Each pair becomes a transfer between external accounts `c<number>/<currency>/external`: the payer gives the credit's
// amount, the receiver gets its net amount, and the difference goes to the fees: the host's account, `platform`,
// `processor`, `tax`, as the credit row says, or the debit row, whichever comes to the difference; else the difference
// is split in proportion to the fees that are stated (in the host's currency, say), and goes to `fees` where none is.
// Pairs that do not fit are in `bad`: ECO-302 to ECO-304, ECO-307, ECO-308. Refuses a table without its columns:
// ECO-306. Source: opencollective-api, server/models/Transaction.ts and test/dbdumps.
Result<ImportedFile> read_open_collective(voting::Input& input, const ScaleOf& scale_of);

}  // namespace tos::economy::books
