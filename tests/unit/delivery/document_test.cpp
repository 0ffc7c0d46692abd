#include "delivery/document.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/record/form.h"
#include "delivery/markup.h"

using namespace tos::delivery;

namespace {

const std::string hostile =
    "<script>alert('x')</script> & \"q\" [a](javascript:b) `c` | *d* \x1b[0m \xff\nhttps://evil.example #1 @all";

Document hostile_document() {
  return {
      .title = hostile,
      .sections = {{.heading = "", .blocks = {Fact{.label = hostile, .value = {hostile, "a b)>\"<|.yaml"}}}},
                   {.heading = hostile,
                    .blocks = {Prose{.text = "- one\n\n2026. two\n\n" + hostile, .link = "c.yaml"},
                               Table{.header = {hostile}, .rows = {{{hostile, "https://example.org/?a=1&b=2"}}}}}}}};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("HTML shows hostile text as text") {
  const std::string html = print_html(hostile_document(), "");
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "javascript:b\""));
  CHECK_FALSE(has(html, "\x1b"));
  CHECK_FALSE(has(html, "\xff"));
  CHECK(has(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;"));
  CHECK(has(html, "href=\"a%20b%29%3E%22%3C%7C.yaml\""));
  CHECK(has(html, "href=\"https://example.org/?a=1&amp;b=2\""));
}

TEST_CASE("Markdown shows hostile text as text") {
  const std::string markdown = print_markdown(hostile_document(), "");
  CHECK_FALSE(has(markdown, " <script"));
  CHECK_FALSE(has(markdown, "[<script"));
  CHECK_FALSE(has(markdown, "[a]("));
  CHECK_FALSE(has(markdown, "https://evil"));
  CHECK_FALSE(has(markdown, " @all"));
  CHECK_FALSE(has(markdown, "\n- one"));
  CHECK_FALSE(has(markdown, "\n2026. two"));
  CHECK(has(markdown, "\\<script\\>"));
  CHECK(has(markdown, "https\\://evil.example"));
  CHECK(has(markdown, "(<https://example.org/?a=1&b=2>)"));
  CHECK(escape_markdown("the roof, 2026-11-20 10:00") == "the roof, 2026-11-20 10:00");
}

TEST_CASE("blanks before a text make no code, list or rule of it, and a host is no link") {
  CHECK(escape_markdown("    <script>") == "\\<script\\>");
  CHECK(escape_markdown(" - item") == "\\- item");
  CHECK(escape_markdown("\t   ---") == "\\---");
  CHECK(escape_markdown("\n 1. one") == "1\\. one");
  CHECK(escape_markdown("1.") == "1\\.");
  CHECK(escape_markdown("80.00") == "80.00");  // figures read as they are
  CHECK(escape_markdown("-20.00") == "-20.00");
  CHECK(escape_markdown("1.31: 480.00") == "1.31: 480.00");
  CHECK(escape_markdown("see www.evil.example") == "see www\\.evil.example");
  CHECK(escape_markdown("  ").empty());
}

TEST_CASE("a base stands before paths, not before addresses") {
  const Document document{
      .title = "t",
      .sections = {{.heading = "", .blocks = {Fact{"a", {"b", "c/d.yaml"}}, Fact{"e", {"f", "https://g"}}}}}};
  const std::string html = print_html(document, "https://forge.example/src/main/");
  CHECK(has(html, "href=\"https://forge.example/src/main/c/d.yaml\""));
  CHECK(has(html, "href=\"https://g\""));
}

TEST_CASE("no text escapes from an attribute or an element") {
  rc::check("whatever the bytes", [](const std::string& text) {
    const std::string escaped = escape_xml(text);
    RC_ASSERT(escaped.find_first_of("<>\"'") == std::string::npos);
    RC_ASSERT(tos::is_allowed_text(escaped));
    const std::string link = escape_link(text);
    RC_ASSERT(link.find_first_of(" <>\"'()|\\`\n") == std::string::npos);
    const std::string markdown = escape_markdown(text);
    RC_ASSERT(markdown.find('\n') == std::string::npos && tos::is_allowed_text(markdown));
  });
}
