/**
 * Faults to inject above any backend, and the requests it was asked for.
 *
 * <p>A {@link io.runpaths.testkit.faults.FaultyBackend} stands between the code under test and a
 * backend that works. It behaves as a faithful driver does on a bad network: it never lies, it
 * loses answers, is slow, breaks off. Which calls go wrong is told by a {@link
 * io.runpaths.testkit.faults.FaultPlan}; nothing here is random and nothing sleeps.
 *
 * <pre>{@code
 * FaultyBackend faulty = new FaultyBackend(driver);
 * faulty.plan().nth(1, Operation.PUT, key -> key.endsWith("/run.json"), Fault.LOST_AFTER_EFFECT);
 * RunStore store = RunStores.over(faulty, StoreSettings.DEFAULT);
 * Run run = store.create(spec);                       // recognised as our own
 * assertEquals(1, faulty.requests().count(Operation.PUT));
 * }</pre>
 */
@NullMarked
package io.runpaths.testkit.faults;

import org.jspecify.annotations.NullMarked;
