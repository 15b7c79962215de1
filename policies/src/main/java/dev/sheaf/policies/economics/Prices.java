package dev.sheaf.policies.economics;

import java.util.List;

/**
 * A price list: what the places that can hold a cache cost, at one date.
 *
 * <p><i>Units:</i> picodollars. A GB is 2³⁰ bytes and a KB 2¹⁰, as providers bill them.
 */
public record Prices(
    String name,
    FunctionPrices functions,
    List<ObjectStore> stores,
    List<MemoryService> services,
    List<Instance> instances) {

  /** A list that nobody else changes. */
  public Prices {
    stores = List.copyOf(stores);
    services = List.copyOf(services);
    instances = List.copyOf(instances);
  }

  /**
   * An object store.
   *
   * @param getPicoUsd a read request
   * @param putPicoUsd a write request
   * @param readGbPicoUsd each GB read
   * @param gbMonthPicoUsd each GB kept for a month of 730 hours
   */
  public record ObjectStore(
      String name, long getPicoUsd, long putPicoUsd, long readGbPicoUsd, long gbMonthPicoUsd) {}

  /**
   * A cache that is billed by what it holds and by what is read.
   *
   * @param gbHourPicoUsd each GB held for an hour
   * @param kilobytePicoUsd each KB read
   */
  public record MemoryService(String name, long gbHourPicoUsd, long kilobytePicoUsd) {}

  /**
   * A machine that is rented by the hour.
   *
   * @param holdsBytes what it can hold
   * @param bytesPerSecond what it can send
   */
  public record Instance(String name, long hourPicoUsd, long holdsBytes, long bytesPerSecond) {}

  /** The store with this name. */
  public ObjectStore store(String name) {
    return named(stores.stream().filter(each -> each.name().equals(name)).toList(), name);
  }

  /** The service with this name. */
  public MemoryService service(String name) {
    return named(services.stream().filter(each -> each.name().equals(name)).toList(), name);
  }

  /** The machine with this name. */
  public Instance instance(String name) {
    return named(instances.stream().filter(each -> each.name().equals(name)).toList(), name);
  }

  private <T> T named(List<T> found, String wanted) {
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "the price list %s has no entry %s".formatted(name, wanted));
    }
    return found.getFirst();
  }
}
