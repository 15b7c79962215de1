/**
 * What stands between a function and the world when its bandwidth is capped or its network may
 * fail: a relay that every outgoing connection of one environment goes through.
 */
@NullMarked
package dev.sheaf.lambda.local.network;

import org.jspecify.annotations.NullMarked;
