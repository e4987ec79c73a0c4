/**
 * A proxy that stands before a real server and breaks what passes through it: faults on the wire.
 *
 * <p>A {@link io.runpaths.testkit.proxy.FaultProxy} listens on a port of 127.0.0.1, with TLS where
 * asked, and hands every request on to the server behind it and every answer back, byte for byte.
 * Its plan, the same {@link io.runpaths.testkit.faults.FaultRules} that {@code
 * io.runpaths.testkit.faults} uses above a driver, lets chosen requests meet a {@link
 * io.runpaths.testkit.proxy.WireFault}: lost before or after their effect, cut, shortened, flipped,
 * answered by somebody else, delivered twice or late, left hanging. Its log tells what arrived, so
 * that requests are counted by the server's side.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(server)) {
 *   StorageBackend driver = open(proxy.uri());
 *   proxy.plan().nth(1, request -> request.method().equals("PUT"), WireFault.LOST_AFTER_EFFECT);
 *   driver.put(key, body, PutOptions.IF_ABSENT);            // recognised as the driver's own write
 *   assertEquals(1, proxy.log().count(request -> request.method().equals("PUT")));
 * }
 * }</pre>
 *
 * <p>Where no real server is wanted, a {@link io.runpaths.testkit.proxy.BareServer} reads and
 * answers as slowly as a test says.
 *
 * <p>Nothing here knows a store's protocol; HTTP/1.1 is all there is. Nothing is random.
 */
@NullMarked
package io.runpaths.testkit.proxy;

import org.jspecify.annotations.NullMarked;
