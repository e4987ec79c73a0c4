package io.runpaths.testkit.matrix;

import io.runpaths.testkit.proxy.WireRequest;

/**
 * One request of one operation, as it is when all is well: a row of the table.
 *
 * @param trial the operation
 * @param kind the request's kind
 * @param nth which request of its kind, from 1
 * @param of how many there are of that kind
 * @param last whether it is the last request of the operation
 * @param sample such a request
 */
record Row(Trial trial, String kind, int nth, int of, boolean last, WireRequest sample) {
  /** From here on, columns of interest to little requests are left out. */
  private static final long MUCH = 1 << 20;

  /** Whether the request carries so much that only what strikes its body is of interest. */
  boolean carriesMuch() {
    return sample.header("Content-Length").filter(Row::isMuch).isPresent();
  }

  private static boolean isMuch(String length) {
    return length.matches("[0-9]{1,18}") && Long.parseLong(length) >= MUCH;
  }

  /**
   * Whether the main columns are enough. Large objects take long: there all is played with the last
   * request, which publishes them.
   */
  boolean isMinor() {
    return trial.isMinor() || nth > 1 || (trial.isLarge() && !last);
  }

  String request() {
    return of == 1 ? kind : kind + " " + nth + "/" + of;
  }
}
