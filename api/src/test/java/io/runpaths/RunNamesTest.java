package io.runpaths;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunNamesTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "..",
        ".",
        "../x",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "a/",
        "a\u0000b",
        "a\nb",
        "\uD800"
      })
  void refusesNamesThatLeaveTheRunOrCannotBeExpressed(String name) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RunNames.checkName("filename", name));
    assertTrue(String.valueOf(e.getMessage()).contains("filename"), e.getMessage());
  }

  @Test
  void welcomesNestedNames() {
    assertEquals(
        "organcmnist/sample_grid.png", RunNames.checkName("f", "organcmnist/sample_grid.png"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.json",
        "lease.json",
        "seal.json",
        "seal.json.1",
        "ancestor",
        "ancestor/x",
        "ancestor.link.json",
        "teacher.link.json",
        "checkpoints/latest.link.json",
        "descendants/x.json",
        ".runpaths-tmp-1",
        "figures/.runpathsx/y",
        "checkpoints/latest",
        "checkpoints/best",
        "checkpoints/best/x",
        "checkpoints/E1/checkpoint.json"
      })
  void reservesTheNamesOfControlDocuments(String name) {
    assertTrue(RunNames.isReserved(name));
    assertThrows(IllegalArgumentException.class, () -> RunNames.checkArtifact(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reports/run.json",
        "checkpoints/best_resnet.pth",
        "checkpoints/latest.pth",
        "checkpoints/E1/model.pth",
        "checkpoints/checkpoint.json",
        "logs/lease.json",
        "figures/ancestor",
        "seal.jso"
      })
  void leavesEverythingElseToTheUser(String name) {
    assertFalse(RunNames.isReserved(name));
    assertEquals(name, RunNames.checkArtifact(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debug",
        "figures",
        "checkpoints",
        "descendants",
        "tracker",
        "ancestor",
        "a/b",
        "a\\b",
        "..",
        ".runpaths",
        "run.json",
        "x.link.json",
        "seal.json"
      })
  void refusesRunsAndStagesNamedLikeAFolderOfALayout(String name) {
    assertThrows(IllegalArgumentException.class, () -> RunNames.checkRun("stage", name));
  }

  @Test
  void leavesRoomForTheNameOfTheBackLink() {
    assertEquals("x".repeat(241), RunNames.checkRun("run id", "x".repeat(241)));
    assertThrows(
        IllegalArgumentException.class, () -> RunNames.checkRun("run id", "x".repeat(242)));
  }
}
