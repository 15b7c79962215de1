package dev.sheaf.sharding.bootstrap;

import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * TLS at contact ports, where both sides show a certificate of the cluster's authority.
 *
 * @param answers an engine for who is asked
 * @param asks an engine for who asks
 */
public record ContactTls(Supplier<SSLEngine> answers, Supplier<SSLEngine> asks) {}
