// libgit2 reads the system's 140 or so certificate authorities when it starts: half of what a short command costs. The
// network is left to the user's own git, so nothing here ever opens a TLS stream. Where libgit2 was built on Mbed TLS,
// this definition stands before the library's and answers "cannot be read", which libgit2 takes as having none; where
// it was built on another library nobody calls it.
extern "C" int mbedtls_x509_crt_parse_file(void* chain, const char* path);

extern "C" [[gnu::visibility("default")]] int mbedtls_x509_crt_parse_file(void* /*chain*/, const char* /*path*/) {
  constexpr int file_io_error = -0x2900;  // MBEDTLS_ERR_X509_FILE_IO_ERROR
  return file_io_error;
}
