/**
 * A store in the memory of this JVM: the scheme {@code mem:}.
 *
 * <p>{@code mem://name/path} names a folder of the store {@code name}. All backends of one name see
 * the same objects, so that two of them stand for two machines at one bucket. It keeps every
 * promise there is and can be told to promise less; what it then lacks it really lacks.
 *
 * <p>It is a test double and a reference: where the words of the SPI leave a reader in doubt, this
 * is the shortest code that passes the contract.
 */
@NullMarked
package io.runpaths.testkit.mem;

import org.jspecify.annotations.NullMarked;
