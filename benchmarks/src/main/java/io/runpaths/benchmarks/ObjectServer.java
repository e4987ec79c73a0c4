package io.runpaths.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The server that both sides are measured on. It counts requests itself. */
interface ObjectServer {
  /** Where it listens. */
  URI endpoint();

  /** The scheme of our URIs. */
  String scheme();

  /** Our settings that reach it, {@code name=value}. */
  List<String> settings();

  /** rclone's settings of a remote that reaches it: the ends of variables, and their values. */
  Map<String, String> remote();

  /** What rclone must be told besides, so that it does no more than ours. */
  List<String> flags();

  /** How many requests it has had, refused ones too. */
  long requests() throws IOException, InterruptedException;

  /**
   * Whether it takes a large object in a time that grows with its size. One that copies all it has
   * at each chunk gets one large object only, and fewer turns.
   */
  boolean isQuick();
}
