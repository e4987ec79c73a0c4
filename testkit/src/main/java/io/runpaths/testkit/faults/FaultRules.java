package io.runpaths.testkit.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which requests go wrong, and how, at whatever height faults are injected. Rules may be added
 * while requests are made; each counts the requests that match it from then on. Safe for use by
 * several threads.
 *
 * @param <Q> a request
 * @param <F> what goes wrong with it
 */
public final class FaultRules<Q, F> {
  private final List<Rule<Q, F>> rules = new ArrayList<>();

  /** No rules: nothing goes wrong. */
  public FaultRules() {}

  /**
   * Lets one request go wrong.
   *
   * @param nth which of the matching requests to come, from 1
   * @param requests which requests
   * @param fault what happens
   * @return this
   */
  public FaultRules<Q, F> nth(int nth, Predicate<? super Q> requests, F fault) {
    if (nth < 1) {
      throw new IllegalArgumentException("Calls are counted from 1, not from " + nth + ".");
    }
    return add(new Rule<>(nth, nth, requests, fault));
  }

  /**
   * Lets the next matching requests go wrong.
   *
   * @param count how many of them
   * @param requests which requests
   * @param fault what happens
   * @return this
   */
  public FaultRules<Q, F> next(int count, Predicate<? super Q> requests, F fault) {
    return add(new Rule<>(1, count, requests, fault));
  }

  /**
   * Lets all matching requests from some on go wrong until {@link #clear}.
   *
   * @param first the first of the matching requests to come, from 1
   * @param requests which requests
   * @param fault what happens
   * @return this
   */
  public FaultRules<Q, F> from(int first, Predicate<? super Q> requests, F fault) {
    if (first < 1) {
      throw new IllegalArgumentException("Calls are counted from 1, not from " + first + ".");
    }
    return add(new Rule<>(first, Integer.MAX_VALUE, requests, fault));
  }

  /**
   * Lets all matching requests go wrong until {@link #clear}.
   *
   * @param requests which requests
   * @param fault what happens
   * @return this
   */
  public FaultRules<Q, F> always(Predicate<? super Q> requests, F fault) {
    return from(1, requests, fault);
  }

  /** Takes all rules away: everything is well again. */
  public synchronized void clear() {
    rules.clear();
  }

  /**
   * Counts a request.
   *
   * @param request the request that is made now
   * @return the faults of the rules that strike it, in the order of the rules
   */
  public synchronized List<F> strike(Q request) {
    List<F> faults = new ArrayList<>();
    for (Rule<Q, F> rule : rules) {
      if (rule.strikes(request)) {
        faults.add(rule.fault);
      }
    }
    return faults;
  }

  private synchronized FaultRules<Q, F> add(Rule<Q, F> rule) {
    rules.add(rule);
    return this;
  }

  private static final class Rule<Q, F> {
    private final int from;
    private final int to;
    private final Predicate<? super Q> requests;
    private final F fault;
    private int seen;

    Rule(int from, int to, Predicate<? super Q> requests, F fault) {
      this.from = from;
      this.to = to;
      this.requests = Objects.requireNonNull(requests, "requests");
      this.fault = Objects.requireNonNull(fault, "fault");
    }

    boolean strikes(Q request) {
      if (!requests.test(request)) {
        return false;
      }
      seen = seen == Integer.MAX_VALUE ? seen : seen + 1;
      return seen >= from && seen <= to;
    }
  }
}
