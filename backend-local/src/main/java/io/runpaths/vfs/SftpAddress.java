package io.runpaths.vfs;

import io.runpaths.spi.Location;

/**
 * Whom an {@code sftp:} location speaks to.
 *
 * @param user the user named in it, or empty
 * @param host a name or an address, IPv6 without brackets
 * @param port from 1 to 65,535
 */
record SftpAddress(String user, String host, int port) {
  static final int DEFAULT_PORT = 22;
  private static final String EXAMPLE =
      "; write for example sftp://user@host:2222/scratch/outputs.";

  /**
   * Takes the authority apart.
   *
   * @throws IllegalArgumentException if it names no host, or a port that cannot be
   */
  static SftpAddress of(Location location) {
    String authority = location.authority();
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? "" : authority.substring(0, at);
    String rest = authority.substring(at + 1);
    if (at == 0) {
      throw new IllegalArgumentException(
          "The location " + location + " has an empty user" + EXAMPLE);
    }
    int colon = rest.startsWith("[") ? rest.indexOf(':', rest.indexOf(']') + 1) : rest.indexOf(':');
    String host = colon < 0 ? rest : rest.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.startsWith("[") || host.startsWith("-")) {
      throw new IllegalArgumentException("The location " + location + " names no host" + EXAMPLE);
    }
    int port = colon < 0 ? DEFAULT_PORT : port(location, rest.substring(colon + 1));
    return new SftpAddress(user, host, port);
  }

  private static int port(Location location, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 0xffff && text.charAt(0) != '+') {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The location " + location + " has the port '" + text + "'" + EXAMPLE, e);
    }
    throw new IllegalArgumentException(
        "The location " + location + " has the port '" + text + "'" + EXAMPLE);
  }

  /** As known_hosts has it: brackets and the port where that is not the usual one. */
  String knownAs() {
    return port == DEFAULT_PORT ? host : "[" + host + "]:" + port;
  }

  /** The command that prints the server's keys as known_hosts has them. */
  String keyscan() {
    return port == DEFAULT_PORT ? "ssh-keyscan " + host : "ssh-keyscan -p " + port + " " + host;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
