// The peer of `tos verify`: libsodium's Ed25519 verification of the same signatures in a bare loop, on as many threads.
// usage: bare_verify REPOSITORY THREADS   prints the loop's CPU seconds and the number of signatures.
#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <atomic>
#include <cstring>
#include <ctime>
#include <thread>

#include "core/log/history.h"
#include "core/record/envelope.h"
#include "core/ssh/signature.h"
#include "history/tree_files.h"

namespace {

using namespace tos;

struct Job {
  std::string data;  // what the key signed
  std::array<unsigned char, 64> signature;
  std::array<unsigned char, 32> key;
};

// The last 64 bytes of an Ed25519 SSHSIG blob are the signature; the last 32 of its key blob are the point.
Job job_of(std::string_view bytes) {
  const auto parts = split_record(bytes).value();
  const auto signature = ssh::Signature::parse(parts.signature).value();
  Job job{
      .data = ssh::signed_data(parts.message, signature.name_space(), signature.hash()), .signature = {}, .key = {}};
  std::string base64;
  for (const char c : parts.signature.substr(parts.signature.find('\n') + 1)) {
    if (c == '-') break;
    if (c != '\n') base64 += c;
  }
  const std::string blob = from_base64(base64).value();
  std::memcpy(job.signature.data(), blob.data() + blob.size() - 64, 64);
  std::memcpy(job.key.data(), signature.key_blob().data() + signature.key_blob().size() - 32, 32);
  return job;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || sodium_init() < 0) return 2;
  const auto repository = log::Repository::open(argv[1]).value();
  auto reader = log::ObjectReader::open(repository).value();
  const auto history = log::read_history(reader, repository.require_head().value()).value();
  const auto files =
      history::TreeFiles::of_tree(reader, history.commit(history.commit_count() - 1).tree, history.records()).value();
  const std::size_t count = history.record_count();
  constexpr std::size_t batch = 50'000;  // bounded memory for a million records
  const auto threads = static_cast<std::size_t>(std::stoul(argv[2]));
  double seconds = 0;
  std::atomic<std::size_t> good = 0;
  for (std::size_t start = 0; start < count; start += batch) {
    std::vector<Job> jobs;
    for (const RecordId& id : history.records().subspan(start, std::min(batch, count - start))) {
      jobs.push_back(job_of(reader.blob(files.find(id).value().blob).value()));
    }
    const double before = cpu_seconds();
    {
      std::vector<std::jthread> workers;
      for (std::size_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
          for (std::size_t i = t; i < jobs.size(); i += threads) {
            const Job& job = jobs[i];
            good += crypto_sign_verify_detached(job.signature.data(),
                                                reinterpret_cast<const unsigned char*>(job.data.data()),
                                                job.data.size(), job.key.data()) == 0;
          }
        });
      }
    }
    seconds += cpu_seconds() - before;
  }
  fmt::print("{:.4f} {}\n", seconds, good.load());
  return good == count ? 0 : 1;
}
