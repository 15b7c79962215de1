package dev.sheaf.node;

import dev.sheaf.http.HttpNode;
import dev.sheaf.http.HttpSettings;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.s3.AccessKeys;
import dev.sheaf.http.s3.GatewayAccess;
import dev.sheaf.node.config.Settings;
import dev.sheaf.policies.admission.Limits;
import dev.sheaf.sharding.bootstrap.FailOver;
import dev.sheaf.sharding.bootstrap.NodeSettings;
import dev.sheaf.sharding.membership.NodeCard;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;

/** What the settings of a node say to its servers, and to it as a member of the cluster. */
final class ServerSettings {
  private ServerSettings() {}

  static HttpSettings of(Settings settings, Security security) throws NodeStartException {
    return new HttpSettings(
        new Listen(settings.http().host(), settings.http().port()),
        new Listen(settings.data().host(), settings.data().port()),
        settings.state().resolve("losses"),
        limits(settings),
        new DataPort.Limits(
            settings.readers().connections(),
            DataPort.Limits.DEFAULT.idle(),
            settings.readers().patience()),
        access(settings, security.guard().isOpen()),
        settings.cache().sharedBytes(),
        security);
  }

  /** The node as a member. */
  static NodeSettings member(Settings settings) {
    return new NodeSettings(
        settings.cluster().address().host(),
        settings.cluster().address().port(),
        settings.roles(),
        settings.plays("cache") ? settings.cache().capacityBytes() : 0,
        settings.cache().partitions(),
        FailOver.valueOf(settings.cluster().failOver().toUpperCase(Locale.ROOT)),
        false);
  }

  /** What the others are told of a node that listens. */
  static NodeCard card(Settings settings, HttpNode listening) {
    var announced = settings.readers().announce();
    return new NodeCard(
        listening.apiAddress().toString(),
        announced.isEmpty() ? listening.dataAddress().toString() : announced);
  }

  private static HttpSettings.Limits limits(Settings settings) {
    var standard = HttpSettings.Limits.DEFAULT;
    var heapBytes = Runtime.getRuntime().maxMemory();
    var overload = settings.readers().overload();
    var bounds =
        new Doors.Bounds(
            Limits.ofAnswers(settings.cache().pendingBatches(), overload.answerBytes()),
            Limits.ofBodies(overload.requests(), Math.min(overload.requestBytes(), heapBytes / 8)));
    return new HttpSettings.Limits(
        Math.min(settings.cache().replyBytes(), heapBytes / 4),
        bounds,
        standard.maxBatchBytes(),
        standard.lossBytesPerEpoch(),
        standard.patience());
  }

  /**
   * Without keys everybody may read where only this machine can ask: so it is with the rest of the
   * API. Where others can, or tokens are asked for, nobody may. With tokens each key has a tenant.
   */
  private static GatewayAccess access(Settings settings, boolean open) throws NodeStartException {
    var file = settings.gateway().keysFile();
    try {
      if (file.isPresent()) {
        var keys = AccessKeys.read(file.get());
        if (!open && keys.withoutTenant() > 0) {
          throw new IOException(
              file.get()
                  + " (sheaf.s3.keys-file) has keys of no tenant, while tokens are asked for: write"
                  + " lines accessKey:secret tenant, or * for all tenants");
        }
        return GatewayAccess.signed(keys);
      }
      return open && InetAddress.getByName(settings.http().host()).isLoopbackAddress()
          ? GatewayAccess.OPEN
          : GatewayAccess.CLOSED;
    } catch (IOException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }
}
