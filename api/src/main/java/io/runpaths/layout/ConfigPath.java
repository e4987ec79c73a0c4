package io.runpaths.layout;

import org.jspecify.annotations.Nullable;

/**
 * The way from a configuration's root to the value being copied: a chain of containers, each with
 * the member that is under the hand. It becomes text only for an error.
 */
final class ConfigPath {

  private static final int STEPS_SHOWN_AT_EACH_END = 5;
  private static final int KEY_CHARACTERS_SHOWN = 64;

  final @Nullable ConfigPath parent;
  final int depth;
  private final Object container;

  /** The key under the hand, where the container is a map. */
  @Nullable String key;

  /** The index under the hand, where the container is a list; -1 before the first. */
  int index = -1;

  ConfigPath(@Nullable ConfigPath parent, Object container) {
    this.parent = parent;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.container = container;
  }

  /** The outermost link of the chain whose container is the very object given. */
  @Nullable ConfigPath firstThatHolds(Object suspect) {
    ConfigPath found = null;
    for (ConfigPath at = this; at != null; at = at.parent) {
      if (at.container == suspect) {
        found = at;
      }
    }
    return found;
  }

  /**
   * The path as {@code config.optimizer.betas[1]}; the middle of a very long one is left out.
   *
   * @param withMember whether the member under the hand belongs to it, or only its container
   */
  String text(boolean withMember) {
    int steps = withMember ? depth : depth - 1;
    StringBuilder out = new StringBuilder("config");
    ConfigPath[] chain = new ConfigPath[depth];
    for (ConfigPath at = this; at != null; at = at.parent) {
      chain[at.depth - 1] = at;
    }
    for (int i = 0; i < steps; i++) {
      int skipped = steps - 2 * STEPS_SHOWN_AT_EACH_END;
      if (i == STEPS_SHOWN_AT_EACH_END && skipped > 0) {
        out.append("...(").append(skipped).append(" more)...");
        i += skipped;
      }
      chain[i].appendMember(out);
    }
    return out.toString();
  }

  private void appendMember(StringBuilder out) {
    if (key == null) {
      if (index >= 0) {
        out.append('[').append(index).append(']');
      }
    } else if (isIdentifier(key)) {
      out.append('.').append(key);
    } else {
      out.append('[');
      CanonicalJson.appendString(
          out,
          key.length() <= KEY_CHARACTERS_SHOWN
              ? key
              : key.substring(0, KEY_CHARACTERS_SHOWN) + "...");
      out.append(']');
    }
  }

  private static boolean isIdentifier(String key) {
    if (key.isEmpty() || key.length() > KEY_CHARACTERS_SHOWN) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return true;
  }
}
