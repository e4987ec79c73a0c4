/**
 * Every operation of a driver against every fault of the wire, before a real server.
 *
 * <p>A store says in a {@link io.runpaths.testkit.matrix.WiredStore} how it is reached; {@link
 * io.runpaths.testkit.matrix.FaultMatrix} does the rest. It runs each operation once to see which
 * requests it makes. Then it lets each kind of them go wrong in each way that {@link
 * io.runpaths.testkit.proxy.WireFault} knows: once, so that trying again helps; again and again;
 * and so that from there on everything goes wrong. After each such cell it looks through a clean
 * connection at what the server really has, byte for byte, and compares that with what the driver
 * said.
 *
 * <pre>{@code
 * MatrixReport report = FaultMatrix.run(new AcmeWiredStore());
 * System.out.println(report.table());
 * assertEquals(List.of(), report.findings());
 * }</pre>
 *
 * <p>{@link io.runpaths.testkit.matrix.FaultWalk} takes the same faults in any order, several at
 * once, and operations on what others left.
 *
 * <p>An operation that says it succeeded must have its effect, whole. One that fails must have
 * none, unless it says that the outcome is unknown; even then the server has the old or the new and
 * nothing in between. Nobody else writes, so no operation may blame another writer. Nothing is left
 * behind that costs money. {@link io.runpaths.testkit.matrix.Damage} names what breaks these rules.
 */
@NullMarked
package io.runpaths.testkit.matrix;

import org.jspecify.annotations.NullMarked;
