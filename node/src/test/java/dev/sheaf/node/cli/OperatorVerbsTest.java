package dev.sheaf.node.cli;

import static dev.sheaf.node.cli.Typed.says;
import static dev.sheaf.node.cli.Typed.sheaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verbs by which operators look at a set-up, without a node. */
final class OperatorVerbsTest {
  private static final String SECRET = "hunter2-hunter2";

  @TempDir Path folder;

  private Typed doctor(String... words) {
    var all = new ArrayList<String>();
    all.add("doctor");
    all.addAll(List.of("--set", "state=" + folder.resolve("state")));
    all.addAll(List.of("--set", "http.port=0", "--url", "http://127.0.0.1:1"));
    all.addAll(List.of(words));
    return sheaf(all.toArray(String[]::new));
  }

  @Test
  void aBundleHasWhatHelpsAndNoSecret() throws IOException {
    var keys = Files.writeString(folder.resolve("keys"), "reader " + SECRET + "-of-the-gateway\n");
    var tokens = Files.writeString(folder.resolve("tokens"), "admin:" + SECRET + "-token\n");
    var log =
        Files.writeString(
            folder.resolve("node.log"),
            """
            one line of the node
            connected to jdbc:postgresql://user:%1$s@db/sheaf?password=%1$s
            Authorization: Bearer %1$s
            {"aws_secret_access_key": "%1$s", "n": 1}
            the gateway was asked by %1$s-of-the-gateway, the API by %1$s-token
            """
                .formatted(SECRET));
    var file = folder.resolve("bundle.zip");
    var ended =
        doctor(
            "--set",
            "journal.url=jdbc:postgresql://127.0.0.1:1/sheaf?user=me&password=" + SECRET,
            "--set",
            "s3.keys-file=" + keys,
            "--set",
            "auth.tokens-file=" + tokens,
            "--log",
            log.toString(),
            "--log",
            folder.resolve("absent.log").toString(),
            "--bundle",
            file.toString());
    says(ended.with(1).out(), "wrote " + file, "read it before");
    var texts = texts(file);
    texts.forEach((name, text) -> {
      assertFalse(text.contains(SECRET), () -> name + " has a secret: " + text);
      assertFalse(text.isEmpty(), name);
    });
    says(texts.getOrDefault("log/node.log", ""), "one line of the node", "\"n\": 1", "***");
    says(texts.getOrDefault("log/absent.log", ""), "cannot be read");
    says(texts.getOrDefault("settings.txt", ""), "sheaf.journal.url", "127.0.0.1:1/sheaf", "***");
    says(texts.getOrDefault("findings.txt", ""), "journal", "nothing answers");
    says(texts.getOrDefault("versions.txt", ""), "java.vm.version", "processors");
    says(texts.getOrDefault("node/metrics", ""), "no Sheaf node answers");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  private static Map<String, String> texts(Path file) throws IOException {
    var texts = new TreeMap<String, String>();
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : zip.stream().toList()) {
        var bytes = zip.getInputStream(entry).readAllBytes();
        texts.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  @Test
  void aBundleThatCannotBeWrittenIsOneLine() {
    var file = folder.resolve("absent/bundle.zip").toString();
    says(doctor("--bundle", file).with(1).err(), "cannot write " + file);
  }

  @Test
  void theDoctorReadsWhatANodeWouldRead() throws IOException {
    var images = Files.createDirectories(folder.resolve("images/cat"));
    says(doctor("--origin", images.toUri().toString()).out(), "BAD", "origin file:");
    Files.writeString(images.resolve("one.jpg"), "x");
    says(doctor("--origin", images.toUri().toString()).out(), "can be listed and read");
    says(doctor("--origin", "ftp://host/x").with(1).out(), "neither file: nor s3:", "s3://bucket");
  }

  /** A store that answers 403 to all. */
  @Test
  void theDoctorNamesABucketWithoutRights() throws IOException {
    var store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            var head = exchange.getRequestMethod().equals("HEAD");
            var body =
                "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, head ? -1 : body.length);
            if (!head) {
              exchange.getResponseBody().write(body);
            }
          }
        });
    store.start();
    try {
      var endpoint = "http://127.0.0.1:" + store.getAddress().getPort();
      var said =
          doctor(
                  "--set",
                  "origin.s3.endpoint=" + endpoint,
                  "--set",
                  "origin.s3.credentials=anonymous",
                  "--origin",
                  "s3://cats/train")
              .with(1)
              .out();
      says(said, "origin s3://cats/train", "s3:ListBucket", "as at " + endpoint);
    } finally {
      store.stop(0);
    }
  }

  @Test
  void bashTakesTheCompletionAndCompletesAVerb() throws Exception {
    var script = sheaf("completion").with(0).out();
    says(script, "_picocli_sheaf", "ensemble", "bashcompinit");
    var bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "skipped: no bash here");
    var file = Files.writeString(folder.resolve("completion"), script);
    var asked =
        "source %s; COMP_WORDS=(sheaf doc); COMP_CWORD=1; _complete_sheaf; echo ${COMPREPLY[@]}"
            .formatted(file);
    var process =
        new ProcessBuilder(bash.toString(), "-c", asked).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("doctor", said.strip());
  }

  @Test
  void theManualNamesEveryVerbAndOption() throws Exception {
    var page = sheaf("man").with(0).out();
    says(page, ".TH SHEAF 1", ".SS sheaf job watch", "\\-\\-bundle FILE", ".SH EXIT STATUS");
    var groff = Path.of("/usr/bin/groff");
    assumeTrue(Files.isExecutable(groff), "skipped: no groff here");
    var file = Files.writeString(folder.resolve("sheaf.1"), page);
    var process =
        new ProcessBuilder(groff.toString(), "-man", "-Tutf8", "-ww", file.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor() == 0 && !said.contains("warning:"), said);
  }
}
