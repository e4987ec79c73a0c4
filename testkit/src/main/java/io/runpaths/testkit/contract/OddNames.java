package io.runpaths.testkit.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Names of one segment that some store, client, shell, URL or XML writer has been known to change.
 * All are valid keys.
 */
final class OddNames implements ArgumentsProvider {
  private static final List<Named<String>> NAMES =
      List.of(
          name("a space", "a b"),
          name("spaces around", " a "),
          name("two spaces", "a  b"),
          name("a percent sign", "100%"),
          name("an encoded space", "a%20b"),
          name("an encoded slash", "a%2Fb"),
          name("a broken percent sequence", "a%zz%"),
          name("twice encoded", "a%2520b"),
          name("a plus", "a+b"),
          name("a semicolon", "a;b"),
          name("an equals sign", "lr=0.1"),
          name("an ampersand", "a&b"),
          name("an XML entity", "a&amp;b"),
          name("a hash", "a#b"),
          name("a question mark", "a?b=c"),
          name("a star", "a*b"),
          name("brackets", "a[0]{1}(2)"),
          name("angle brackets", "<a>"),
          name("a single quote", "a'b"),
          name("a double quote", "a\"b"),
          name("a backslash", "a\\b"),
          name("a way out with backslashes", "..\\..\\b"),
          name("an encoded way out", "..%2F..%2Fb"),
          name("encoded dots", "%2e%2e"),
          name("a tilde", "~"),
          name("a home", "~root"),
          name("a shell variable", "$HOME"),
          name("a backtick", "`id`"),
          name("an option", "-rf"),
          name("a pipe", "a|b"),
          name("a colon", "C:a"),
          name("an at sign", "a@b"),
          name("a comma", "a,b"),
          name("an exclamation mark", "a!b"),
          name("a caret", "a^b"),
          name("a leading dot", ".hidden"),
          name("a trailing dot", "a."),
          name("three dots", "..."),
          name("a trailing space", "a "),
          name("a device of another system", "NUL"),
          name("letters with accents", "\u00fcb\u00e9r"),
          name("accents as marks of their own", "u\u0308be\u0301r"),
          name("Chinese", "\u6a21\u578b"),
          name("right to left", "\u05d3\u05d2\u05dd"),
          name("a joiner", "a\u200db"),
          name("a no-break space", "a\u00a0b"),
          name("a line separator", "a\u2028b"),
          name("a byte order mark", "\ufeffa"),
          name("a private character", "\ue000"),
          name("the replacement character", "\ufffd"),
          name("an emoji", "\ud83d\ude80"),
          name("a family", "\ud83d\udc69\u200d\ud83d\udc67"),
          name("the last code point", "\udbff\udfff"),
          name("255 letters", "x".repeat(255)),
          name("255 bytes", "\u6a21".repeat(85)));

  /** All names, in no order. */
  static List<String> all() {
    return NAMES.stream().map(Named::getPayload).toList();
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return NAMES.stream().map(Arguments::of);
  }

  private static Named<String> name(String label, String name) {
    return Named.of(label, name);
  }
}
