package io.runpaths.vfs;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.commons.vfs2.provider.AbstractFileSystem;

/** A file system in memory. Nothing in it waits, so it needs no deadline and cannot break. */
record RamMount(AbstractFileSystem files, String top) implements Mount {
  @Override
  public <T> T call(Callable<T> step) throws IOException {
    return Steps.run(step);
  }

  @Override
  public <T> T transfer(Callable<T> step) throws IOException {
    return Steps.run(step);
  }

  @Override
  public boolean isFull() {
    return false;
  }

  /** Others cannot look in between, since all calls take turns. */
  @Override
  public boolean replacesAtOnce() {
    return true;
  }

  @Override
  public boolean isSound() {
    return true;
  }

  @Override
  public boolean answers() {
    return true;
  }

  @Override
  public void abort() {
    // Nothing waits.
  }

  @Override
  public void close() {
    // The files stay for whoever opens them next.
  }
}
