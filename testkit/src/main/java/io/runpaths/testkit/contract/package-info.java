/**
 * The contract of {@link io.runpaths.spi.StorageBackend} as tests.
 *
 * <p>Every class is one subject, every test a sentence that the words of the SPI promise. A backend
 * adopts the contract with a {@link io.runpaths.testkit.contract.StoreFixture}, which makes a fresh
 * root for each test, and a class that names it:
 *
 * <pre>{@code
 * @StoreUnderTest(AcmeFixture.class)
 * final class AcmeContractTest {
 *   @Nested class Objects extends ObjectsContract {}
 *   @Nested class Attributes extends AttributesContract {}
 *   @Nested class Conditions extends ConditionsContract {}
 *   @Nested class Listing extends ListingContract {}
 *   @Nested class Ranges extends RangesContract {}
 *   @Nested class Uploads extends UploadsContract {}
 *   @Nested class Names extends NamesContract {}
 *   @Nested class Copies extends CopiesContract {}
 *   @Nested class Concurrency extends ConcurrencyContract {}
 *   @Nested class Failures extends FailuresContract {}
 *   @Nested class Secrets extends SecretsContract {}
 *   @Nested class Claims extends ClaimsContract {}
 *   @Nested class Links extends LinksContract {}
 * }
 * }</pre>
 *
 * <p>The first eleven are about objects and keys; the last two are about runs, created and linked
 * above the same store by the portable library.
 *
 * <p>Stores differ, and say so in their {@link io.runpaths.spi.Capabilities}. No test is skipped
 * for that: where a capability is promised the test asserts that the promise holds, and where it is
 * not that the request is refused and nothing has changed. What a certain server does wrong
 * although the driver promises it is declared as a {@link io.runpaths.testkit.contract.Quirk}, and
 * the kit asserts that it is still wrong.
 *
 * <p>Some faults can only be shown by reaching behind the backend: a damaged byte, a full disk, a
 * name that is no key. The optional methods of the fixture do that; a fixture which leaves one out
 * loses the proof, not the test.
 *
 * <p>Tests share nothing: they may run in parallel.
 */
@NullMarked
package io.runpaths.testkit.contract;

import org.jspecify.annotations.NullMarked;
