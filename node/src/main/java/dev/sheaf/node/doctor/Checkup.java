package dev.sheaf.node.doctor;

import dev.sheaf.node.config.Settings;
import dev.sheaf.sharding.bootstrap.Contacts;
import dev.sheaf.sharding.journal.JournalException;
import dev.sheaf.sharding.journal.JournalUrl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at everything a node needs; each look is independent of the others and quick. */
public final class Checkup {
  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final int CONNECT_MILLIS = 1_500;

  private final Settings settings;
  private final List<Finding> findings = new ArrayList<>();

  private Checkup(Settings settings) {
    this.settings = settings;
  }

  /** All findings, in the order in which a node would meet them. */
  public static List<Finding> of(Settings settings) {
    return of(settings, List.of());
  }

  /** The same, and whether these places can be listed and read. */
  public static List<Finding> of(Settings settings, List<URI> places) {
    var checkup = new Checkup(settings);
    checkup.java();
    var clock = new ClockCheck(InstantSource.system());
    checkup.findings.add(clock.of(settings.origin().s3().endpoint()));
    checkup.memory();
    checkup.state();
    if (settings.cache().disk().enabled()) {
      checkup.disk(settings.cache().disk());
    }
    checkup.port("HTTP port", settings.http());
    if (settings.data().port() != 0) {
      checkup.port("data port", settings.data());
    }
    checkup.journal();
    settings.cluster().seeds().forEach(checkup::seed);
    settings.cluster().contacts().ifPresent(checkup::contacts);
    checkup.decoder();
    checkup.sharedMemory();
    var origins = new OriginCheck(settings.origin());
    places.forEach(place -> checkup.findings.add(origins.of(place)));
    return List.copyOf(checkup.findings);
  }

  private void java() {
    findings.add(Finding.fine("Java", System.getProperty("java.vm.version", "?")));
  }

  private void memory() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    if (!(system instanceof com.sun.management.OperatingSystemMXBean machine)) {
      return;
    }
    var wanted = settings.cache().memoryBytes() + Runtime.getRuntime().maxMemory();
    var there = machine.getTotalMemorySize();
    findings.add(
        wanted <= there
            ? Finding.fine("memory", gib(wanted) + " wanted of " + gib(there))
            : Finding.broken(
                "memory",
                gib(wanted) + " wanted, the machine has " + gib(there),
                "lower sheaf.cache.memory"));
  }

  private void state() {
    var folder = settings.state();
    try {
      Files.createDirectories(folder);
      var free = Files.getFileStore(folder).getUsableSpace();
      if (!Files.isWritable(folder)) {
        findings.add(
            Finding.broken(
                "state folder", folder + " is read-only", "chown it, or set sheaf.state"));
      } else if (free < LEAST_FREE_BYTES) {
        findings.add(
            Finding.broken(
                "state folder",
                folder + " has " + gib(free) + " free",
                "make room for the journal"));
      } else {
        findings.add(Finding.fine("state folder", folder + ", " + gib(free) + " free"));
      }
    } catch (IOException e) {
      findings.add(
          Finding.broken("state folder", folder + " cannot be made", "set sheaf.state elsewhere"));
    }
  }

  private void disk(Settings.Disk disk) {
    try {
      Files.createDirectories(disk.path());
      var free = Files.getFileStore(disk.path()).getUsableSpace();
      var data = disk.path().resolve("packages.data");
      var room = free + (Files.exists(data) ? Files.size(data) : 0);
      if (!Files.isWritable(disk.path())) {
        findings.add(
            Finding.broken(
                "disk tier",
                disk.path() + " is read-only",
                "chown it, or set sheaf.cache.disk-path"));
      } else if (room < disk.capacityBytes()) {
        findings.add(
            Finding.broken(
                "disk tier",
                gib(disk.capacityBytes()) + " wanted, " + disk.path() + " has " + gib(room),
                "free space there, or lower sheaf.cache.disk"));
      } else {
        findings.add(
            Finding.fine("disk tier", gib(disk.capacityBytes()) + " of " + gib(room) + " there"));
      }
    } catch (IOException e) {
      findings.add(
          Finding.broken(
              "disk tier", disk.path() + " cannot be made", "set sheaf.cache.disk-path elsewhere"));
    }
  }

  private void port(String what, Settings.Address address) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
      findings.add(Finding.fine(what, address + " is free"));
    } catch (IOException e) {
      findings.add(
          Finding.broken(
              what, address + " is in use", "stop what listens there, or set another port"));
    }
  }

  private void journal() {
    var url = settings.journal().url();
    if (url.isEmpty()) {
      findings.add(Finding.fine("journal", "H2 file under " + settings.state()));
      return;
    }
    var uri = journalUri(url);
    if (uri == null) {
      findings.add(
          Finding.broken(
              "journal",
              "its URL names no database that can hold it",
              "write jdbc:postgresql://host/db as sheaf.journal.url, or leave it empty"));
      return;
    }
    if (uri.getHost() == null) {
      findings.add(Finding.fine("journal", uri.getScheme() + ", local"));
      return;
    }
    var port = uri.getPort() < 0 ? 5432 : uri.getPort();
    var place = uri.getHost() + ":" + port;
    findings.add(
        reachable(uri.getHost(), port)
            ? Finding.fine("journal", "PostgreSQL answers at " + place)
            : Finding.broken(
                "journal",
                "nothing answers at " + place,
                "start PostgreSQL or mend sheaf.journal.url"));
  }

  private static @Nullable URI journalUri(String url) {
    try {
      return URI.create(JournalUrl.parse(url).jdbc().substring("jdbc:".length()));
    } catch (JournalException | IllegalArgumentException unfit) {
      return null;
    }
  }

  private void seed(String seed) {
    var at = seed.lastIndexOf(':');
    var ok = reachable(seed.substring(0, at), Integer.parseInt(seed.substring(at + 1)));
    findings.add(
        ok
            ? Finding.fine("seed", seed + " answers")
            : Finding.broken(
                "seed", seed + " does not answer", "start that node first, or mend the seeds"));
  }

  private void contacts(Contacts contacts) {
    findings.addAll(new ContactCheck(contacts, System.getenv()).of(Checkup::reachable));
  }

  private void decoder() {
    var found =
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libturbojpeg.so.0"))
            || Files.exists(Path.of("/usr/lib64/libturbojpeg.so.0"))
            || Files.exists(Path.of("/usr/lib/aarch64-linux-gnu/libturbojpeg.so.0"));
    findings.add(
        found
            ? Finding.fine("JPEG decoder", "libturbojpeg")
            : Finding.slower(
                "JPEG decoder",
                "Java's ImageIO, about a third of the speed",
                "apt install libturbojpeg0"));
  }

  private void sharedMemory() {
    findings.add(
        Files.isDirectory(Path.of("/proc/self/fd"))
            ? Finding.fine("shared memory", "memfd through /proc")
            : Finding.broken("shared memory", "no /proc: trainers cannot read", "run on Linux"));
  }

  private static boolean reachable(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String gib(long sizeBytes) {
    return String.format(java.util.Locale.ROOT, "%.1f GiB", sizeBytes / (double) (1L << 30));
  }
}
