package io.runpaths.spi.remote;

/**
 * A store behind a network, as {@link Attempts} needs it. Safe for use by several threads.
 *
 * @param <S> its clients
 */
public interface Endpoint<S> {
  /**
   * The clients to use now.
   *
   * @param op for what, for messages
   * @return the clients
   * @throws RuntimeException which {@link #translate} understands, if there are none any more
   */
  S site(Op op);

  /**
   * Says what one failed attempt means: the one translator of a driver.
   *
   * @param op what was tried
   * @param thrown what the attempt threw
   * @return its meaning
   */
  Failure translate(Op op, Exception thrown);

  /**
   * Goes to where an answer said that the bucket lives.
   *
   * @param region what {@link Failure#region()} told
   * @return true if that is another place than before, so that trying again makes sense
   */
  default boolean move(String region) {
    return false;
  }

  /**
   * Finds out why a bare refusal ({@link Failure.Refusal#MUTE}) was given, perhaps by asking in a
   * way that is answered in words.
   *
   * @param op what was refused
   * @param mute the refusal
   * @return the better known failure, or the same
   */
  default Failure explained(Op op, Failure mute) {
    return mute;
  }
}
