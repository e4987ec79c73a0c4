package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneralRulesTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    shell = new TestShell(folder);
  }

  @Test
  void suggestsWhatWasMeant() {
    TestShell.Result command = shell.run("lss");
    assertEquals(2, command.code());
    assertTrue(command.err().contains("did you mean ls?"), command.err());
    TestShell.Result option = shell.run("ls", "--newst");
    assertEquals(2, option.code());
    assertTrue(option.err().contains("--newest"), option.err());
    assertEquals(1, option.err().lines().count());
    assertEquals(2, shell.run("ls", "a", "b").code());
    assertEquals(2, shell.run("ls", "--root").code());
  }

  @Test
  void saysWhichCommandsBelongToALaterRelease() {
    for (String command : Commands.LATER) {
      TestShell.Result result = shell.run(command, "x", "--json");
      assertEquals(8, result.code(), command);
      assertTrue(result.err().contains("\"Unsupported\""), result.err());
    }
  }

  @Test
  void asksForACommandWhereThereIsNone() {
    TestShell.Result result = shell.run();
    assertEquals(2, result.code());
    assertEquals("", result.out());
  }

  @Test
  void reportsErrorsAsOneJsonObject() {
    TestShell.Result result = shell.run("--json", "show", "file:///nowhere/run");
    assertEquals(3, result.code());
    assertEquals(1, result.err().lines().count());
    assertTrue(result.err().startsWith("{\"error\":{\"type\":\"NotFound\","), result.err());
    for (String field : List.of("operation", "location", "message", "hint")) {
      assertTrue(result.err().contains("\"" + field + "\":\""), field);
    }
    assertTrue(result.err().endsWith("\"exit\":3}}\n"), result.err());
    TestShell.Result usage = shell.run("ls", "--nonsense", "--json");
    assertTrue(usage.err().startsWith("{\"error\":{\"type\":\"Usage\""), usage.err());
  }

  @Test
  void takesGlobalOptionsInAnyPosition() {
    shell.ok("create", "here", "staged", "--run-id", "a");
    for (String[] args :
        new String[][] {
          {"--root", "here", "--json", "ls"},
          {"ls", "--root=here", "--json"},
          {"--json", "ls", "--unchecked", "--root", "here"}
        }) {
      assertTrue(shell.ok(args).out().startsWith("[\n{\"path\":\"a\""));
    }
  }

  @Test
  void offersEverySettingOfEveryProviderAsAFlag() {
    shell.environment.remove("RUNPATHS_LOCAL_DURABLE");
    shell.ok("--local-durable", "false", "create", "staged", "--run-id", "a");
    shell.ok("create", "staged", "--run-id", "b", "--local-durable=false");
    TestShell.Result bad = shell.run("ls", "--local-durable", "perhaps");
    assertEquals(2, bad.code());
    assertTrue(bad.err().contains("local.durable"), bad.err());
    TestShell.Result missing = shell.run("ls", "--s3-endpoint", "http://127.0.0.1:1");
    if (missing.err().contains("not installed")) {
      assertEquals(2, missing.code());
      assertTrue(missing.err().contains("runpaths-backend-s3"), missing.err());
    }
    assertTrue(shell.run("ls", "--local-durabel", "x").err().contains("--local-durable"));
  }

  @Test
  void aClosedPipeIsNoError() {
    for (int i = 0; i < 3; i++) {
      shell.ok("create", "staged", "--run-id", "r" + i);
    }
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    for (String[] args : new String[][] {{"ls"}, {"ls", "--json"}, {"--help"}, {"providers"}}) {
      TestShell.Result result = shell.runInto(gone, args);
      assertEquals(0, result.code(), args[0]);
      assertEquals("", result.err());
    }
  }

  @Test
  void aFullDiskUnderStandardOutputIsOne() {
    shell.ok("create", "staged", "--run-id", "r");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    for (String[] args : new String[][] {{"ls"}, {"--help"}, {"show", "r", "--json"}}) {
      TestShell.Result result = shell.runInto(full, args);
      assertEquals(1, result.code(), args[0]);
      assertTrue(result.err().contains("standard output"), result.err());
    }
  }

  @Test
  void coloursOnlyTerminalsThatWantIt() {
    assertFalse(shell.run("nonsense").err().contains("\u001b["));
    shell.terminals.addAll(List.of("out", "err"));
    assertTrue(shell.run("nonsense").err().contains("\u001b["));
    assertTrue(shell.ok("--help").out().contains("\u001b["));
    assertFalse(shell.run("nonsense", "--no-color").err().contains("\u001b["));
    assertFalse(shell.ok("--help", "--no-color").out().contains("\u001b["));
    shell.with("NO_COLOR", "1");
    assertFalse(shell.run("nonsense").err().contains("\u001b["));
  }

  @Test
  void showsWhereAnErrorAroseOnRequest() {
    assertFalse(shell.run("show", "nothing").err().contains("\tat "));
    assertTrue(shell.run("show", "nothing", "--stacktrace").err().contains("\tat "));
  }

  @Test
  void printsVersionAndHelp() {
    assertTrue(shell.ok("--version").line().startsWith("runpaths "));
    assertTrue(shell.ok("help", "ls").out().contains("--unchecked"));
    assertEquals(shell.ok("ls", "--help").out(), shell.ok("help", "ls").out());
  }

  @Test
  void keepsNamesThatAreNotAscii() throws IOException {
    shell.ok("create", "staged", "--run-id", "größe-模型-🚀");
    assertEquals("größe-模型-🚀", shell.ok("ls").line());
    shell.write("ü.txt", "ü");
    shell.ok("put", "größe-模型-🚀", "ü.txt", "ordner/ü.txt");
    assertEquals("ordner/ü.txt", shell.ok("ls", "größe-模型-🚀").line());
  }

  @Test
  void printsACompletionScript() {
    String script = shell.ok("completion").out();
    assertTrue(script.startsWith("#!/usr/bin/env bash"));
    for (String word : List.of("lineage", "--unchecked", "--local-durable", "staged")) {
      assertTrue(script.contains(word), word);
    }
  }

  @Test
  void listsProvidersWithTheirSettings() {
    String text = shell.ok("providers").out();
    assertTrue(text.contains("file:") && text.contains("--local-durable"), text);
    String json = shell.ok("providers", "--json").out();
    assertTrue(json.contains("\"variable\" : \"RUNPATHS_LOCAL_DURABLE\""), json);
  }

  @Test
  void saysWhereTheDemoIsIfItIsNotInstalled() {
    TestShell.Result result = shell.run("demo");
    assertEquals(8, result.code());
    assertTrue(result.err().contains("runpaths-examples"), result.err());
  }
}
