package dev.sheaf.http.ephemeral;

import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.policies.books.EphemeralProtocol.Command.Register;
import dev.sheaf.policies.ephemeral.Hints;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The body that registers a job. */
final class EphemeralForm {
  private static final List<String> KNOWN =
      List.of("job", "lambdas", "capacityGb", "peakMbps", "latencySensitive", "leaseSeconds");
  private static final double MOST_GB = 1e6;
  private static final double MOST_MBPS = 1e9;
  private static final long MOST_LAMBDAS = 1_000_000;
  private static final long LEASE_SECONDS = 60;
  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private EphemeralForm() {}

  static Register read(Exchange exchange) {
    var fields = exchange.fields(KNOWN);
    var register =
        new Register(
            fields.text("job", Names.PATTERN, Names.RULE, null),
            new Hints(
                (int) fields.integer("lambdas", 0, MOST_LAMBDAS, 0L),
                fields.number("capacityGb", 0, MOST_GB, 0),
                fields.number("peakMbps", 0, MOST_MBPS, 0),
                fields.flag("latencySensitive", true)),
            TimeUnit.SECONDS.toNanos(
                fields.integer("leaseSeconds", 1, DAY_SECONDS, LEASE_SECONDS)));
    fields.check();
    return register;
  }
}
