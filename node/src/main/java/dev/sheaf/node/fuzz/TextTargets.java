package dev.sheaf.node.fuzz;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.batch.BatchWishes;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.node.config.SettingsException;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.sharding.journal.JournalException;
import dev.sheaf.sharding.journal.JournalUrl;
import dev.sheaf.wire.signature.CanonicalRequest;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts: JSON, numbers, settings, what is signed. */
final class TextTargets {
  private static final List<Class<? extends Exception>> PROBLEM = List.of(ProblemException.class);

  /** All settings are read anew for each input. */
  private static final int SETTINGS_EVERY = 100;

  private TextTargets() {}

  static List<Target> all() {
    return List.of(
        new Target(
            "json",
            texts(
                "{\"name\": \"a\", \"batchSize\": 16, \"nested\": {\"x\": [1, 2.5, null]}}",
                "{\"state\": {\"job\": \"a\", \"epoch\": 0, \"step\": 4}, \"ranks\": 2}"),
            Target.stable(Json::read, Json::bytes),
            PROBLEM),
        new Target(
            "number",
            texts("17", "0", "100"),
            input -> Numbers.parse("n", text(input), 0, 100),
            PROBLEM),
        new Target("batch-wishes", texts("1000\nxxh3", "5\ncrc32"), TextTargets::wishes, PROBLEM),
        new Target(
            "setting",
            texts(
                "cache.memory=2 GiB",
                "cache.look-ahead=auto",
                "cluster.seeds=[127.0.0.1:1,127.0.0.1:2]",
                "lambda.code=10+2",
                "job.lease=60 s",
                "data.announce=host:1",
                "origin.price.get-usd-per-thousand=0.0004"),
            input ->
                SettingsReader.read(SettingsSources.read(null, Map.of(), List.of(text(input)))),
            List.of(SettingsException.class),
            SETTINGS_EVERY),
        new Target(
            "stripe-code",
            texts("10+2", "4+1"),
            input -> StripeCode.parse(text(input)),
            List.of(IllegalArgumentException.class)),
        new Target(
            "journal-url",
            texts(
                "jdbc:postgresql://db:5432/sheaf?user=u&password=p",
                "jdbc:h2:file:/var/lib/sheaf/journal;AUTO_SERVER=FALSE"),
            input -> {
              if (JournalUrl.parse(text(input)).display().isEmpty()) {
                throw new IllegalStateException("a journal without a name");
              }
            },
            List.of(JournalException.class)),
        new Target(
            "signed-request",
            texts("GET\n/s3/files/a%20b\nlist-type=2&prefix=%C3%A9\nhost;x-amz-date"),
            TextTargets::canonical,
            List.of()));
  }

  private static void wishes(byte[] input) {
    var lines = Arrays.copyOf(text(input).split("\n", 2), 2);
    BatchWishes.of(name ->
        switch (name) {
          case "Sheaf-Deadline" -> Optional.ofNullable(lines[0]);
          case "Sheaf-Checksum" -> Optional.ofNullable(lines[1]);
          default -> Optional.empty();
        });
  }

  /** What is signed is made of whatever was sent, before it is known who sent it. */
  private static void canonical(byte[] input) {
    var parts = Arrays.copyOf(text(input).split("\n", 4), 4);
    var headers = Map.of("host", List.of(" a  b "), "x-amz-date", List.of("20261122T000000Z"));
    var request =
        new SignedRequest(
            orEmpty(parts[0]), orEmpty(parts[1]), orEmpty(parts[2]), headers, Signature.OF_NOTHING);
    for (var rule : CanonicalRequest.PathRule.values()) {
      CanonicalRequest.of(request, List.of(orEmpty(parts[3]).split(";", -1)), rule);
    }
  }

  private static String orEmpty(@Nullable String part) {
    return part == null ? "" : part;
  }
}
