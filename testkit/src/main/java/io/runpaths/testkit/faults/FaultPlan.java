package io.runpaths.testkit.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which calls go wrong, and how. Rules may be added while calls are made; each counts the calls
 * that match it from then on. Where several rules strike one call, all delays apply and then the
 * first fault that ends it. Safe for use by several threads.
 */
public final class FaultPlan {
  private final List<Rule> rules = new ArrayList<>();

  FaultPlan() {}

  /**
   * Lets one call go wrong.
   *
   * @param nth which of the matching calls to come, from 1
   * @param operation the operation
   * @param keys which keys or prefixes
   * @param fault what happens
   * @return this
   */
  public FaultPlan nth(int nth, Operation operation, Predicate<String> keys, Fault fault) {
    if (nth < 1) {
      throw new IllegalArgumentException("Calls are counted from 1, not from " + nth + ".");
    }
    return add(new Rule(nth, nth, operation, keys, fault));
  }

  /**
   * Lets the next matching calls go wrong.
   *
   * @param calls how many of them
   * @param operation the operation
   * @param keys which keys or prefixes
   * @param fault what happens
   * @return this
   */
  public FaultPlan next(int calls, Operation operation, Predicate<String> keys, Fault fault) {
    return add(new Rule(1, calls, operation, keys, fault));
  }

  /**
   * Lets all matching calls go wrong until {@link #clear}.
   *
   * @param operation the operation
   * @param keys which keys or prefixes
   * @param fault what happens
   * @return this
   */
  public FaultPlan always(Operation operation, Predicate<String> keys, Fault fault) {
    return add(new Rule(1, Integer.MAX_VALUE, operation, keys, fault));
  }

  /** Takes all rules away: the store is well again. */
  public synchronized void clear() {
    rules.clear();
  }

  private synchronized FaultPlan add(Rule rule) {
    rules.add(rule);
    return this;
  }

  synchronized List<Fault> strike(Operation operation, String key) {
    List<Fault> faults = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.strikes(operation, key)) {
        faults.add(rule.fault);
      }
    }
    return faults;
  }

  private static final class Rule {
    private final int from;
    private final int to;
    private final Operation operation;
    private final Predicate<String> keys;
    private final Fault fault;
    private int seen;

    Rule(int from, int to, Operation operation, Predicate<String> keys, Fault fault) {
      this.from = from;
      this.to = to;
      this.operation = Objects.requireNonNull(operation, "operation");
      this.keys = Objects.requireNonNull(keys, "keys");
      this.fault = Objects.requireNonNull(fault, "fault");
    }

    boolean strikes(Operation asked, String key) {
      if (asked != operation || !keys.test(key)) {
        return false;
      }
      seen = seen == Integer.MAX_VALUE ? seen : seen + 1;
      return seen >= from && seen <= to;
    }
  }
}
