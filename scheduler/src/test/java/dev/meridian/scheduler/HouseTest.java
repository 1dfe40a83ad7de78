package dev.meridian.scheduler;

import dev.meridian.testing.HouseRules;

final class HouseTest extends HouseRules {}
