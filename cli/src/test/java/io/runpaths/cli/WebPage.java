package io.runpaths.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A web server on loopback that answers whatever it is asked with a page for people. */
final class WebPage {
  private WebPage() {}

  /** Answers until the socket is closed. */
  static ServerSocket serve() throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    String page = "<!doctype html><html><head><title>It works<body><p>Welcome<br>here";
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try (Socket client = socket.accept();
                    InputStream in = client.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                  in.read(new byte[8192]);
                  out.write(
                      ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                              + page.length()
                              + "\r\nConnection: close\r\n\r\n"
                              + page)
                          .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                  }
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return socket;
  }
}
