package io.runpaths.testkit.matrix;

import io.runpaths.testkit.proxy.WireRequest;
import java.util.function.Function;
import java.util.function.Predicate;

/** How long a fault lasts once it has begun. */
enum Lasting {
  /** It strikes one request. */
  ONCE,
  /** It strikes that request and all later ones of its kind. */
  AGAIN,
  /** It strikes that request and whatever comes after it. */
  FROM_THERE_ON;

  /**
   * The requests that are struck.
   *
   * @param kind of the first of them
   * @param nth which request of its kind, from 1
   * @param kinds tells a request's kind
   */
  Predicate<WireRequest> from(String kind, int nth, Function<WireRequest, String> kinds) {
    return new Predicate<>() {
      private int seen;
      private boolean begun;

      @Override
      public synchronized boolean test(WireRequest request) {
        boolean match = kinds.apply(request).equals(kind);
        if (match) {
          seen++;
        }
        boolean now = match && seen == nth;
        begun |= now;
        return switch (Lasting.this) {
          case ONCE -> now;
          case AGAIN -> begun && match;
          case FROM_THERE_ON -> begun;
        };
      }
    };
  }
}
