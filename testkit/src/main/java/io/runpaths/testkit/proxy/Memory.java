package io.runpaths.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The last answers to requests that a test wants remembered. Safe for use by several threads. */
final class Memory {
  private static final int MOST_ANSWERS = 1_000;
  private static final int MOST_BYTES = 1 << 20;

  private final Map<String, byte[]> answers = new LinkedHashMap<>();
  private volatile Predicate<? super WireRequest> wanted = request -> false;

  void want(Predicate<? super WireRequest> requests) {
    wanted = Objects.requireNonNull(requests, "requests");
  }

  boolean wants(WireRequest request) {
    return wanted.test(request);
  }

  synchronized void keep(WireRequest request, Head head, byte[] payload) {
    if (payload.length > MOST_BYTES) {
      return;
    }
    if (answers.size() >= MOST_ANSWERS) {
      answers.remove(answers.keySet().iterator().next());
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.withLength(payload.length).bytes());
    message.writeBytes(payload);
    answers.put(request.toString(), message.toByteArray());
  }

  /** The whole message that answered such a request the last time; null if there was none. */
  synchronized byte @Nullable [] recall(WireRequest request) {
    return answers.get(request.toString());
  }
}
