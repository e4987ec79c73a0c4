/** Runs on the local file system, and on what Apache Commons VFS reaches. */
module io.runpaths.local {
  requires transitive io.runpaths;
  requires com.jcraft.jsch;
  requires org.apache.commons.vfs2;
  requires org.slf4j;

  provides io.runpaths.spi.PathProvider with
      io.runpaths.local.LocalProvider,
      io.runpaths.vfs.VfsProvider;
}
