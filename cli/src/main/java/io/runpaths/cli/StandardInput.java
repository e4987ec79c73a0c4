package io.runpaths.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Standard input, of which another thread can see whether somebody waits for it. */
final class StandardInput extends FilterInputStream {
  private volatile boolean waiting;

  StandardInput(InputStream in) {
    super(in);
  }

  /** Whether a thread is in the middle of a read, which cannot be interrupted. */
  boolean isWaiting() {
    return waiting;
  }

  @Override
  public int read() throws IOException {
    waiting = true;
    try {
      return super.read();
    } finally {
      waiting = false;
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    waiting = true;
    try {
      return super.read(bytes, offset, length);
    } finally {
      waiting = false;
    }
  }
}
