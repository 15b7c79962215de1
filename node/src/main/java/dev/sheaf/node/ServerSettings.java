package dev.sheaf.node;

import dev.sheaf.http.HttpNode;
import dev.sheaf.http.HttpSettings;
import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.s3.AccessKeys;
import dev.sheaf.http.s3.GatewayAccess;
import dev.sheaf.node.config.Settings;
import dev.sheaf.sharding.membership.NodeCard;
import java.io.IOException;
import java.net.InetAddress;

/** What the settings of a node say to its HTTP servers. */
final class ServerSettings {
  private ServerSettings() {}

  static HttpSettings of(Settings settings) throws NodeStartException {
    return new HttpSettings(
        new Listen(settings.http().host(), settings.http().port()),
        new Listen(settings.data().host(), settings.data().port()),
        settings.state().resolve("losses"),
        limits(settings),
        new DataPort.Limits(
            settings.readers().connections(),
            DataPort.Limits.DEFAULT.idle(),
            settings.readers().patience()),
        access(settings),
        settings.cache().sharedBytes());
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
    return new HttpSettings.Limits(
        settings.cache().replyBytes(),
        settings.cache().pendingBatches(),
        standard.maxBatchBytes(),
        standard.lossBytesPerEpoch(),
        standard.patience());
  }

  /**
   * Without keys everybody may read where only this machine can ask: so it is with the rest of the
   * API. Where others can, nobody may.
   */
  private static GatewayAccess access(Settings settings) throws NodeStartException {
    var file = settings.gateway().keysFile();
    try {
      if (file.isPresent()) {
        return GatewayAccess.signed(AccessKeys.read(file.get()));
      }
      return InetAddress.getByName(settings.http().host()).isLoopbackAddress()
          ? GatewayAccess.OPEN
          : GatewayAccess.CLOSED;
    } catch (IOException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }
}
