package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusTest {
  private static final int FOLDERS = 250;

  @TempDir Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    for (int i = 0; i < FOLDERS; i++) {
      Files.createDirectory(folder.resolve("run-" + i));
    }
  }

  @Test
  void tellsThatThereAreOnlyFoldersWhereTheFileSystemCountsThem() throws IOException {
    assertEquals(Mount.of(folder).countsFolders(), Census.of(folder).onlyFolders(FOLDERS));
  }

  @Test
  void doesNotTakeAFileForAFolder() throws IOException {
    Files.createFile(folder.resolve("notes.txt"));

    assertFalse(Census.of(folder).onlyFolders(FOLDERS + 1));
  }

  @Test
  void doesNotTakeALinkToAFolderForAFolder() throws IOException {
    Files.createSymbolicLink(folder.resolve("latest"), Path.of("run-1"));

    assertFalse(Census.of(folder).onlyFolders(FOLDERS + 1));
  }

  @Test
  void saysNothingOfAFolderThatChangedWhileItWasRead() throws IOException {
    Census before = Census.of(folder);
    Files.createFile(folder.resolve("notes.txt"));
    Files.setLastModifiedTime(folder, FileTime.fromMillis(before.modified().toMillis() + 1));

    assertFalse(before.onlyFolders(FOLDERS));
  }
}
