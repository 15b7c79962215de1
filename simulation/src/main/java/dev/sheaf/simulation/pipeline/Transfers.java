package dev.sheaf.simulation.pipeline;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.Flow;
import dev.sheaf.simulation.world.Link;
import dev.sheaf.simulation.world.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The experiment {@code transfers}: given flows over given links, and when each is over.
 *
 * <pre>
 *   links   = ["uplink = 100 MB/s", "card = 40 MB/s"]
 *   flows   = ["a = 200 MB over uplink, card", "b = 200 MB over uplink at 1 s"]
 *   changes = ["uplink = 50 MB/s at 3 s"]
 * </pre>
 *
 * <p>Measures {@code aSeconds}, {@code bSeconds} … from the start, and the bytes over each link.
 */
public final class Transfers implements Experiment {
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String name() {
    return "transfers";
  }

  /** One line: a name, what it is, and when. */
  private record Line(String name, String what, long atNanos) {
    static Line parse(String key, String text) {
      var equals = text.indexOf('=');
      var at = text.lastIndexOf(" at ");
      if (equals < 1) {
        throw new BadScenario(
            "%s must read like \"name = 100 MB/s at 1 s\" but was \"%s\"".formatted(key, text));
      }
      var nanos = at < 0 ? 0 : one().nanos(key, text.substring(at + 4));
      var what = text.substring(equals + 1, at < 0 ? text.length() : at).strip();
      return new Line(text.substring(0, equals).strip(), what, nanos);
    }

    long bytesPerSecond(String key) {
      var rate = one().bytesPerSecond(key, what);
      if (rate > Link.MOST_BYTES_PER_SECOND) {
        throw new BadScenario(
            "%s must be at most %d B/s but was %d"
                .formatted(key, Link.MOST_BYTES_PER_SECOND, rate));
      }
      return rate;
    }

    private static Parameters one() {
      return new Parameters(ConfigFactory.empty());
    }
  }

  private record Transfer(String name, long bytes, List<String> links, long atNanos) {
    static Transfer parse(String text, List<String> known) {
      var line = Line.parse("flows", text);
      var over = line.what().indexOf(" over ");
      if (over < 0) {
        throw new BadScenario(
            "flows must read like \"a = 200 MB over uplink, card at 1 s\" but was \"%s\""
                .formatted(text));
      }
      var bytes = Line.one().bytes("flows", line.what().substring(0, over));
      var links =
          Arrays.stream(line.what().substring(over + 6).split(",", -1)).map(String::strip).toList();
      for (var link : links) {
        if (!known.contains(link)) {
          throw new BadScenario(
              "a flow must cross links of %s but crosses \"%s\""
                  .formatted(String.join(", ", known), link));
        }
      }
      return new Transfer(line.name(), bytes, links, line.atNanos());
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var links = lines(in, "links", List.of("link = 100 MB/s"));
    var names = links.stream().map(Line::name).toList();
    var flows =
        in.list("flows", List.of("a = 100 MB over link")).stream()
            .map(text -> Transfer.parse(text, names))
            .toList();
    var changes = lines(in, "changes", List.of());
    for (var change : changes) {
      if (!names.contains(change.name())) {
        throw new BadScenario(
            "changes must be of links of %s but was of \"%s\""
                .formatted(String.join(", ", names), change.name()));
      }
    }
    return seed -> measure(links, flows, changes);
  }

  private static List<Line> lines(Parameters in, String key, List<String> fallback) {
    var lines = in.list(key, fallback).stream().map(text -> Line.parse(key, text)).toList();
    lines.forEach(line -> line.bytesPerSecond(key));
    return lines;
  }

  private static Measured measure(List<Line> lines, List<Transfer> flows, List<Line> changes) {
    var timeline = new Timeline();
    var network = new Network(timeline);
    var links = new TreeMap<String, Link>();
    for (var line : lines) {
      links.put(line.name(), network.link(line.name(), line.bytesPerSecond("links")));
    }
    for (var change : changes) {
      var link = found(links, change.name());
      timeline.at(change.atNanos(), () -> network.capacity(link, change.bytesPerSecond("changes")));
    }
    var measured = new Measured("max-min fair");
    var under = new ArrayList<String>();
    for (var flow : flows) {
      var path = flow.links().stream().map(name -> found(links, name)).toList();
      under.add(flow.name());
      timeline.at(
          flow.atNanos(),
          () ->
              network.send(
                  flow.bytes(),
                  path,
                  Flow.Ends.arriving(() -> {
                    under.remove(flow.name());
                    measured.with(flow.name() + "Seconds", timeline.now() / NANOS_PER_SECOND);
                  })));
    }
    timeline.run();
    links.forEach((name, link) -> measured.with(name + "Bytes", link.carriedBytes()));
    return measured.with("neverOver", under.size());
  }

  private static Link found(SortedMap<String, Link> links, String name) {
    var link = links.get(name);
    if (link == null) {
      throw new IllegalStateException("no link " + name);
    }
    return link;
  }
}
