import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.commons.marshall.IdentityMarshaller;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.hotrod.HotRodServer;
import org.infinispan.server.hotrod.configuration.HotRodServerConfigurationBuilder;

/**
 * An Infinispan server and its own Hot Rod client in one process: an anchor of {@code sheaf bench
 * batches}, run from this source.
 *
 * <p>Filled with {@code args[0]} samples of {@code args[1]} bytes. A line {@code CONNECTIONS BATCH
 * SECONDS} on standard input is answered by {@code ROUND bytesPerSecond bytes cpuNanos}: batches of
 * random keys by getAll, a client of one connection for each thread; the processor time is that of
 * both sides.
 */
final class HotRodAnchor {
  private static final String CACHE = "samples";

  private final int samples;
  private final HotRodServer server = new HotRodServer();

  private HotRodAnchor(int samples) {
    this.samples = samples;
  }

  public static void main(String[] args) throws Exception {
    var anchor = new HotRodAnchor(Integer.parseInt(args[0]));
    var manager = new DefaultCacheManager(new GlobalConfigurationBuilder().build());
    var bytes = new ConfigurationBuilder().encoding().mediaType("application/octet-stream");
    manager.defineConfiguration(CACHE, bytes.build());
    manager.getCache(CACHE);
    var configuration =
        new HotRodServerConfigurationBuilder().host("127.0.0.1").port(0).defaultCacheName(CACHE);
    anchor.server.start(configuration.build(), manager);
    anchor.fill(Integer.parseInt(args[1]));
    System.out.println("READY");
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var words = line.split(" ");
      System.out.println(
          anchor.round(
              Integer.parseInt(words[0]),
              Integer.parseInt(words[1]),
              Double.parseDouble(words[2])));
    }
    Runtime.getRuntime().halt(0);
  }

  private RemoteCacheManager client() {
    var configuration = new org.infinispan.client.hotrod.configuration.ConfigurationBuilder();
    configuration.addServer().host("127.0.0.1").port(server.getPort());
    configuration.marshaller(IdentityMarshaller.INSTANCE).connectionPool().maxActive(1);
    return new RemoteCacheManager(configuration.build());
  }

  private void fill(int bytes) throws IOException {
    try (var client = client()) {
      RemoteCache<byte[], byte[]> cache = client.getCache(CACHE);
      for (int id = 0; id < samples; id++) {
        cache.put(key(id), new byte[bytes]);
      }
    }
  }

  private static byte[] key(int id) {
    return ("s" + id).getBytes(StandardCharsets.US_ASCII);
  }

  private record Part(double bytesPerSecond, long bytes) {}

  private String round(int connections, int batch, double seconds) throws Exception {
    var before = cpuNanos();
    var parts = new ArrayList<Part>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var tasks = new ArrayList<Callable<Part>>();
      for (int number = 0; number < connections; number++) {
        var seed = number;
        tasks.add(() -> part(seed, batch, seconds));
      }
      for (var done : threads.invokeAll(tasks)) {
        parts.add(done.get());
      }
    }
    return String.format(
        Locale.ROOT,
        "ROUND %.0f %d %d",
        parts.stream().mapToDouble(Part::bytesPerSecond).sum(),
        parts.stream().mapToLong(Part::bytes).sum(),
        cpuNanos() - before);
  }

  private Part part(int seed, int batch, double seconds) throws IOException {
    var random = new Random(seed);
    try (var client = client()) {
      RemoteCache<byte[], byte[]> cache = client.getCache(CACHE);
      var began = System.nanoTime();
      var until = began + (long) (seconds * 1e9);
      var bytes = 0L;
      while (System.nanoTime() < until) {
        Map<byte[], byte[]> found = cache.getAll(keys(random, batch));
        bytes += found.values().stream().mapToLong(value -> value.length).sum();
      }
      return new Part(bytes / ((System.nanoTime() - began) / 1e9), bytes);
    }
  }

  /** Keys of different samples: what is asked twice would be sent once. */
  private Set<byte[]> keys(Random random, int batch) {
    var ids = new LinkedHashSet<Integer>();
    while (ids.size() < Math.min(batch, samples)) {
      ids.add(random.nextInt(samples));
    }
    List<byte[]> keys = ids.stream().map(HotRodAnchor::key).toList();
    return new LinkedHashSet<>(keys);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
