package io.runpaths.vfs;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.vfs2.FileObject;

/** What a file object of a Unix-like store can do for which VFS has no word. */
interface UnixFile extends FileObject {
  /** Whether it is a pipe, socket or device. */
  boolean isSpecial() throws IOException;

  /** Where a symbolic link points, as it is written in the link. */
  String linkTarget() throws IOException;

  /** Reads from an offset on, without what lies before it. */
  InputStream readFrom(long offset) throws IOException;

  /** Takes the place of another file; in one step where the store can. */
  void replace(FileObject other) throws IOException;
}
