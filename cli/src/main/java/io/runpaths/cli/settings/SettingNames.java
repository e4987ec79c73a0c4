package io.runpaths.cli.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The three spellings of a setting: {@code s3.path-style} in Java, as a flag, as a variable. */
public final class SettingNames {
  private static final Set<String> SECRET_WORDS =
      Set.of("password", "passwd", "passphrase", "pwd", "secret", "token");
  private static final Set<String> KINDS_OF_KEY =
      Set.of("api", "access", "secret", "private", "account", "encryption", "shared");
  private static final Set<String> PLACES = Set.of("file", "path", "profile", "env", "command");

  private SettingNames() {}

  /**
   * The setting as a flag.
   *
   * @param name such as {@code s3.path-style}
   * @return such as {@code --s3-path-style}
   */
  public static String flag(String name) {
    return "--" + name.replace('.', '-');
  }

  /**
   * The setting as a variable of the environment.
   *
   * @param name such as {@code s3.path-style}
   * @return such as {@code RUNPATHS_S3_PATH_STYLE}
   */
  public static String variable(String name) {
    return "RUNPATHS_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Whether a setting of that name would hold a secret, and not the name of a profile or file that
   * has it. Such settings are taken from the environment only.
   *
   * @param name a setting
   * @return true for {@code sftp.password}, {@code s3.secret-key} and the like
   */
  public static boolean isSecret(String name) {
    List<String> words =
        List.of(
            name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT).split("[-._ ]+"));
    if (PLACES.contains(words.get(words.size() - 1))) {
      return false;
    }
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (SECRET_WORDS.contains(word)
          || word.equals("apikey")
          || (word.equals("key") && i > 0 && KINDS_OF_KEY.contains(words.get(i - 1)))) {
        return true;
      }
    }
    return false;
  }
}
