package io.runpaths.testkit.proxy;

import java.util.Objects;
import java.util.Optional;

/**
 * A request that reached the proxy, and what became of it so far.
 *
 * @param request the request
 * @param requestBytes how many bytes of its body have arrived
 * @param status the status that the client was answered with; 0 if it was not answered (yet); where
 *     the client was gone before a late delivery, what the server answered
 * @param answerBytes how many bytes of the answer's body were sent to the client
 * @param deliveries how often the request was handed on to the server
 * @param fault what went wrong; absent where nothing did, also where a fault was planned that found
 *     nothing to act on, such as a flipped bit in an empty body
 */
public record Exchange(
    WireRequest request,
    long requestBytes,
    int status,
    long answerBytes,
    int deliveries,
    Optional<WireFault> fault) {
  /** Validates. */
  public Exchange {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(fault, "fault");
  }

  /** Request, status and fault, for the messages of assertions. */
  @Override
  public String toString() {
    return request + " -> " + status + fault.map(what -> " (" + what + ")").orElse("");
  }
}
