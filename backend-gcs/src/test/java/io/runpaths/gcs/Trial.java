package io.runpaths.gcs;

import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.util.List;

/**
 * An operation that is tried against a server's own faults.
 *
 * @param name what it is, in a few words
 * @param methods the calls of the JSON API that it makes
 * @param staging sets the stage
 */
record Trial(String name, List<String> methods, Staging staging) {
  /** Sets the stage for one try. */
  interface Staging {
    /**
     * Sets it.
     *
     * @param clean a driver that no fault strikes
     * @param folder where the try takes place, ending in a slash
     */
    Act on(StorageBackend clean, String folder) throws IOException;
  }

  /** Tries it by the driver under test. */
  interface Run {
    void by(StorageBackend driver) throws IOException;
  }

  /** Looks by the clean driver at what the server has. */
  interface Look {
    boolean by(StorageBackend clean) throws IOException;
  }

  /**
   * One try.
   *
   * @param run does it; an {@link AssertionError} says that what it was given is wrong
   * @param done whether the server has what is there afterwards
   * @param undone whether it has what was there before
   */
  record Act(Run run, Look done, Look undone) {}

  @Override
  public String toString() {
    return name;
  }
}
