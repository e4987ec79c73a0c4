package io.runpaths.testkit.faults;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which calls go wrong, and how. Rules may be added while calls are made; each counts the calls
 * that match it from then on. Where several rules strike one call, all delays apply and then the
 * first fault that ends it. Safe for use by several threads.
 */
public final class FaultPlan {
  private final FaultRules<Request, Fault> rules = new FaultRules<>();

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
    rules.nth(nth, calls(operation, keys), fault);
    return this;
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
    rules.next(calls, calls(operation, keys), fault);
    return this;
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
    rules.always(calls(operation, keys), fault);
    return this;
  }

  /** Takes all rules away: the store is well again. */
  public void clear() {
    rules.clear();
  }

  List<Fault> strike(Operation operation, String key) {
    return rules.strike(new Request(operation, key));
  }

  private static Predicate<Request> calls(Operation operation, Predicate<String> keys) {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(keys, "keys");
    return call -> call.operation() == operation && keys.test(call.key());
  }
}
