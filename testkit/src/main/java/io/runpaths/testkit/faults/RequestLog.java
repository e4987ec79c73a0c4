package io.runpaths.testkit.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The requests that reached a store, in order. Safe for use by several threads. */
public final class RequestLog {
  private final List<Request> requests = new ArrayList<>();

  RequestLog() {}

  synchronized int add(Operation operation, String key) {
    requests.add(new Request(operation, key));
    return requests.size();
  }

  /**
   * All requests since the last {@link #clear}.
   *
   * @return a copy
   */
  public synchronized List<Request> all() {
    return List.copyOf(requests);
  }

  /**
   * How many requests there were of each operation, for one assertion about the bill.
   *
   * @return only those that occurred, in the order of the enum
   */
  public synchronized Map<Operation, Integer> counts() {
    Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
    for (Request request : requests) {
      counts.merge(request.operation(), 1, Integer::sum);
    }
    return counts;
  }

  /**
   * How many requests there were of one operation.
   *
   * @param operation the operation
   * @return their number
   */
  public int count(Operation operation) {
    return counts().getOrDefault(operation, 0);
  }

  /** Forgets all requests so far. */
  public synchronized void clear() {
    requests.clear();
  }
}
