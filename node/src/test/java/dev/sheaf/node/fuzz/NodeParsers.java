package dev.sheaf.node.fuzz;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.lambda.local.signature.SignatureCheck;
import dev.sheaf.node.config.SettingsException;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.wire.signature.SignedRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file of settings, and the signature of calls to the functions of this machine. */
final class NodeParsers {
  private static final int SETTINGS_EVERY = 100;
  private static final SignatureCheck CHECK =
      new SignatureCheck(Map.of("AKID", "secret"), "us-east-1", "lambda");

  private NodeParsers() {}

  static List<Target> all() {
    return List.of(
        new Target(
            "settings-file",
            texts(
                "sheaf { http { port = 0 }, cache { memory = 2 GiB }, roles = [cache, gateway] }",
                "sheaf.cluster.seeds = [\"127.0.0.1:1\"]\nsheaf.job.lease = 60 s\nsheaf.cache.memory = ${sheaf.cache.disk}\nsheaf.cache.disk = 1 GiB"),
            new FileInput(".conf", NodeParsers::settings),
            List.of(SettingsException.class),
            SETTINGS_EVERY),
        new Target(
            "lambda-signature",
            texts(
                "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/lambda/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature="
                    + "0".repeat(64)),
            NodeParsers::check,
            List.of()));
  }

  private static Object settings(Path file) throws Exception {
    if (text(java.nio.file.Files.readAllBytes(file)).contains("include")) {
      return file;
    }
    return SettingsReader.read(SettingsSources.read(file, Map.of(), List.of()));
  }

  private static void check(byte[] input) {
    var headers = new TreeMap<String, List<String>>();
    headers.put("host", List.of("h"));
    headers.put("x-amz-date", List.of("20261122T000000Z"));
    headers.put("authorization", List.of(text(input)));
    CHECK.check(
        new SignedRequest("POST", "/2015-03-31/functions/f/invocations", "", headers, "0"),
        Instant.parse("2026-11-22T00:00:00Z"));
  }
}
