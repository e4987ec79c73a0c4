package io.runpaths.testkit.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What reached a proxy, in the order in which the requests began. An exchange is there from its
 * first header on, so that whoever has an answer finds the request in the log. Safe for use by
 * several threads.
 */
public final class ExchangeLog {
  private final List<Entry> entries = new ArrayList<>();

  ExchangeLog() {}

  /**
   * All exchanges since the last {@link #clear}.
   *
   * @return a copy
   */
  public synchronized List<Exchange> all() {
    return entries.stream().map(Entry::soFar).toList();
  }

  /**
   * How many requests of a kind there were, for an assertion about the bill.
   *
   * @param requests which requests
   * @return their number since the last {@link #clear}
   */
  public synchronized int count(Predicate<? super WireRequest> requests) {
    return (int) entries.stream().filter(entry -> requests.test(entry.request)).count();
  }

  /** Forgets all exchanges so far. */
  public synchronized void clear() {
    entries.clear();
  }

  synchronized Entry begin(WireRequest request) {
    Entry entry = new Entry(request);
    entries.add(entry);
    return entry;
  }

  /** An exchange under way; told by one thread, looked at by others. */
  static final class Entry {
    private final WireRequest request;
    private long requestBytes;
    private int status;
    private long answerBytes;
    private int deliveries;
    private @Nullable WireFault fault;

    private Entry(WireRequest request) {
      this.request = request;
    }

    WireRequest request() {
      return request;
    }

    synchronized void arrived(long bytes) {
      requestBytes += bytes;
    }

    synchronized void delivered() {
      deliveries++;
    }

    synchronized void answered(int with) {
      status = with;
    }

    synchronized void sent(long bytes) {
      answerBytes += bytes;
    }

    synchronized void struck(WireFault by) {
      fault = by;
    }

    private synchronized Exchange soFar() {
      return new Exchange(
          request, requestBytes, status, answerBytes, deliveries, Optional.ofNullable(fault));
    }
  }
}
