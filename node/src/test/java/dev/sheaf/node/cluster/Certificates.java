package dev.sheaf.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority and what it signs, made by openssl as docs/security.md says. */
public record Certificates(Path folder) {
  /** Whether openssl is there. */
  public static boolean canBeMade() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A new authority. */
  public static Certificates make(Path folder) throws IOException, InterruptedException {
    var made = new Certificates(Files.createDirectories(folder));
    made.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj"
            + " /CN=sheaf-authority -keyout ca.key -out ca.pem");
    return made;
  }

  /** Its certificate. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /** A node's certificate. */
  public Path certificate(String node) {
    return folder.resolve(node + ".pem");
  }

  /** A node's key. */
  public Path key(String node) {
    return folder.resolve(node + ".key");
  }

  /** The certificate of a node at 127.0.0.1. */
  public Certificates sign(String node) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("node.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=sheaf-node -keyout "
            + node
            + ".key -out node.csr");
    openssl(
        "x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -extfile node.ext"
            + " -out "
            + node
            + ".pem");
    Files.setPosixFilePermissions(key(node), PosixFilePermissions.fromString("rw-------"));
    return this;
  }

  /** What a node is to be set, so that it shows its certificate. */
  public List<String> settings(String node) {
    return List.of(
        "tls.certificate=" + certificate(node), "tls.key=" + key(node), "tls.ca=" + authority());
  }

  private void openssl(String words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(
          "openssl " + words + ": " + Files.readString(folder.resolve("openssl.log")));
    }
  }
}
