package dev.sheaf.node.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Whether this machine's clock can be right: signatures of S3 and leases depend on it. */
final class ClockCheck {
  private static final String WHAT = "clock";
  private static final String REMEDY = "set the clock: timedatectl set-ntp true";
  private static final Duration MOST_APART = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final InstantSource clock;

  ClockCheck(InstantSource clock) {
    this.clock = clock;
  }

  /** Held against the age of this program, and against the store at {@code endpoint}, if any. */
  Finding of(String endpoint) {
    var now = clock.instant();
    var built = built();
    if (built.isPresent() && now.isBefore(built.get().minus(MOST_APART))) {
      return Finding.broken(WHAT, now + ", before this program was built", REMEDY);
    }
    var there = endpoint.isEmpty() ? Optional.<Instant>empty() : ask(endpoint);
    if (there.isEmpty()) {
      return Finding.fine(WHAT, now.toString());
    }
    var apart = Duration.between(there.get(), now);
    return apart.abs().compareTo(MOST_APART) > 0
        ? Finding.broken(
            WHAT, apart.toSeconds() + " s apart from " + endpoint + ", which refuses that", REMEDY)
        : Finding.fine(WHAT, now + ", as at " + endpoint);
  }

  private static Optional<Instant> built() {
    try {
      var here = ClockCheck.class.getProtectionDomain().getCodeSource().getLocation();
      return Optional.of(Files.getLastModifiedTime(Path.of(here.toURI())).toInstant());
    } catch (IOException | URISyntaxException | RuntimeException notAFile) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> ask(String endpoint) {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var request = HttpRequest.newBuilder(URI.create(endpoint)).timeout(PATIENCE).HEAD().build();
      return client
          .send(request, BodyHandlers.discarding())
          .headers()
          .firstValue("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (IOException | IllegalArgumentException | DateTimeParseException silent) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
