#include "core/log/bulk_append.h"

#include "core/log/checkout.h"
#include "core/log/commit_writer.h"
#include "core/log/pack_writer.h"
#include "core/log/rules.h"

namespace tos::log {
namespace {

// When the open pack is closed and the next begun: bounds the memory for its index and for the trees it holds.
constexpr std::size_t max_objects_per_pack = 1'000'000;
constexpr std::size_t max_kept_tree_bytes = std::size_t{32} << 20;

}  // namespace

struct BulkAppend::Impl {
  Repository& repository;
  std::optional<ObjectId> parent;
  ObjectReader reader;
  PackWriter pack;
  std::optional<CommitWriter> writer = {};
};

BulkAppend::BulkAppend(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BulkAppend::BulkAppend(BulkAppend&&) noexcept = default;
BulkAppend& BulkAppend::operator=(BulkAppend&&) noexcept = default;
BulkAppend::~BulkAppend() = default;

Result<BulkAppend> BulkAppend::begin(Repository& repository, const RepositoryLock&,
                                     const std::optional<ObjectId>& parent) {
  if (repository.head() != parent) {
    return refuse(LOG_031, "main moved while tos was at work; nothing was written").hint("run the command again");
  }
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  auto impl = std::make_unique<Impl>(
      Impl{.repository = repository, .parent = parent, .reader = std::move(reader), .pack = PackWriter(repository)});
  TOS_TRY(CommitWriter writer, CommitWriter::begin(impl->reader, parent));
  impl->writer.emplace(std::move(writer));
  return BulkAppend(std::move(impl));
}

Result<ObjectId> BulkAppend::add(const NewRecordCommit& commit) {
  TOS_TRY(const ObjectId id, impl_->writer->add(commit, impl_->pack, impl_->repository.commit_signer()));
  if (impl_->pack.object_count() >= max_objects_per_pack) {
    TOS_CHECK(impl_->pack.finish());
    TOS_TRY(impl_->reader, ObjectReader::open(impl_->repository));
    impl_->writer->tree().shrink(max_kept_tree_bytes);
  }
  return id;
}

Result<ObjectId> BulkAppend::finish() {
  const auto head = impl_->writer->head();
  if (!head) return refuse(LOG_008, "nothing was appended");
  TOS_CHECK(impl_->pack.finish());
  if (head != impl_->parent) {
    TOS_CHECK(move_branch(impl_->repository, impl_->parent, *head, "tos: import"));
  }
  return *head;
}

}  // namespace tos::log
