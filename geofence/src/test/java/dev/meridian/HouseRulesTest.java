package dev.meridian;

import dev.meridian.testing.HouseRules;

final class HouseRulesTest extends HouseRules {}
