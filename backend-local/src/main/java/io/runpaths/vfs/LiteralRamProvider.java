package io.runpaths.vfs;

import org.apache.commons.vfs2.CacheStrategy;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.cache.NullFilesCache;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileSystem;
import org.apache.commons.vfs2.provider.ram.RamFileObject;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.apache.commons.vfs2.provider.ram.RamFileSystem;

/**
 * VFS' files in memory, listed without VFS' parser of URIs, which would refuse a name such as
 * {@code a\b} and with it its whole folder.
 */
final class LiteralRamProvider extends RamFileProvider {
  /** A new file system with a manager of its own; it has no threads and nothing to close. */
  AbstractFileSystem mount() throws FileSystemException {
    DefaultFileSystemManager manager = new DefaultFileSystemManager();
    manager.setFilesCache(new NullFilesCache());
    manager.setCacheStrategy(CacheStrategy.MANUAL);
    manager.addProvider("ram", this);
    manager.init();
    return (AbstractFileSystem) getFileSystem(parseUri(null, "ram:///"), new FileSystemOptions());
  }

  @Override
  protected RamFileSystem doCreateFileSystem(FileName name, FileSystemOptions options) {
    return new Files(name, options);
  }

  private static final class Files extends RamFileSystem {
    private static final long serialVersionUID = 1L;

    Files(FileName name, FileSystemOptions options) {
      super(name, options);
    }

    @Override
    protected FileObject createFile(AbstractFileName name) {
      return new File(name, this);
    }
  }

  private static final class File extends RamFileObject {
    File(AbstractFileName name, Files files) {
      super(name, files);
    }

    @Override
    protected FileObject[] doListChildrenResolved() throws Exception {
      String[] names = doListChildren();
      if (names == null) {
        return new FileObject[0];
      }
      AbstractFileName folder = (AbstractFileName) getName();
      String path = folder.getPath().equals("/") ? "/" : folder.getPath() + "/";
      FileObject[] children = new FileObject[names.length];
      for (int i = 0; i < names.length; i++) {
        children[i] =
            getFileSystem().resolveFile(folder.createName(path + names[i], FileType.FILE));
      }
      return children;
    }
  }
}
