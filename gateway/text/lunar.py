#!/usr/bin/env python3
"""Makes gateway/text/lunar.inc anew: the months of the lunar calendar by GB/T 33661-2017, from
new moons and solar longitudes by J. Meeus, Astronomical Algorithms, 2nd ed., chapters 49 and 25
(seconds and about 15 minutes of time exact). Stops where a new moon or a term that decides is
nearer to midnight than that. Nothing but Python is needed, and the build needs not even that.

    python3 gateway/text/lunar.py >gateway/text/lunar.inc
"""
import datetime
import math
import sys

FIRST, LAST = 2020, 2050
CHINA = 8 / 24
UNIX = 2440587.5  # the Julian day of 1970-01-01

# Factor, power of E, and how often M, M', F and the node come in (chapter 49).
PERIODIC = [
    (-0.40720, 0, 0, 1, 0, 0), (0.17241, 1, 1, 0, 0, 0), (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0), (0.00739, 1, -1, 1, 0, 0), (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0), (-0.00111, 0, 0, 1, -2, 0), (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0), (-0.00042, 0, 0, 3, 0, 0), (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0), (-0.00024, 1, -1, 2, 0, 0), (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0), (0.00004, 0, 0, 2, -2, 0), (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0), (0.00003, 0, 0, 2, 2, 0), (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0), (-0.00002, 0, -1, 1, -2, 0), (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0)]
PLANETS = [
    (299.77, 0.107408, 325), (251.88, 0.016321, 165), (251.83, 26.651886, 164),
    (349.42, 36.412478, 126), (84.66, 18.206239, 110), (141.74, 53.303771, 62),
    (207.14, 2.453732, 60), (154.84, 7.306860, 56), (34.52, 27.261239, 47),
    (207.19, 0.121824, 42), (291.34, 1.844379, 40), (161.72, 24.198154, 37),
    (239.56, 25.513099, 35), (331.55, 3.592518, 23)]


def sin(degrees):
    return math.sin(math.radians(degrees))


def from_dynamical(jde):
    """Days since 1970 in China; about 69 s of delta T, a little more each year."""
    year = 2000 + (jde - 2451545) / 365.25
    return jde - (69 + 0.3 * (year - 2020)) / 86400 - UNIX + CHINA


def new_moon(k):
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    m = 2.5534 + 29.10535670 * k - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    f = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    for factor, power, i, j, l, n in PERIODIC:
        jde += factor * e ** power * sin(i * m + j * moon + l * f + n * node)
    for at, speed, millionths in PLANETS:
        jde += millionths * 1e-6 * sin(at + speed * k)
    return from_dynamical(jde)


def longitude(jde):
    t = (jde - 2451545) / 36525
    m = 357.52911 + 35999.05029 * t - 0.0001537 * t * t
    centre = ((1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) +
              0.000289 * sin(3 * m))
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    return mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t)


def day_of(moment):
    return math.floor(moment)


def margin(moment):
    """Minutes from midnight."""
    part = moment % 1
    return min(part, 1 - part) * 1440


def date_of(day):
    return int((datetime.date(1970, 1, 1) + datetime.timedelta(day)).strftime("%Y%m%d"))


def term(year, degrees):
    """When the sun's longitude reaches `degrees` in the year that ends with 270 in December."""
    jde = 2451545 + (year - 2000) * 365.2422 + 355 - (270 - degrees) % 360 / 360 * 365.2422
    for _ in range(8):
        jde += ((degrees - longitude(jde) + 180) % 360 - 180) / 360 * 365.2422
    return from_dynamical(jde)


def sui(year):
    """(first day, month, leap) of the months from the 11th of year - 1 to that of `year`."""
    solstice, after = day_of(term(year - 1, 270)), day_of(term(year, 270))
    k = math.floor((year - 2001) * 12.3685 + 11)
    moments = [new_moon(k + i) for i in range(-1, 17)]
    moons = [day_of(moment) for moment in moments]
    for moment in moments:
        if margin(moment) < 1:
            sys.exit(f"{year}: a new moon {margin(moment) * 60:.0f} s from midnight")
    start = max(i for i, m in enumerate(moons) if m <= solstice)
    end = max(i for i, m in enumerate(moons) if m <= after)
    moons = moons[start:end + 1]
    terms = [term(year - (i == 0), (270 + 30 * i) % 360) for i in range(12)]
    for moment in terms:
        near = min(abs(round(moment) - moon) for moon in moons)
        if margin(moment) < 20 and near == 0:
            sys.exit(f"{year}: a term too near to the midnight that begins a month")
    majors = [day_of(moment) for moment in terms]
    leap_due, month, out = len(moons) == 14, 11, []
    for i in range(len(moons) - 1):
        has_major = any(moons[i] <= m < moons[i + 1] for m in majors)
        leap = leap_due and not has_major and i > 0
        if leap:
            leap_due = False
        elif i:
            month = month % 12 + 1
        out.append((moons[i], month, leap))
    return out


months = [m for y in range(FIRST, LAST + 3) for m in sui(y)]
months.append((sui(LAST + 3)[0][0], 11, False))
starts = [i for i, (_, month, leap) in enumerate(months) if month == 1 and not leap]
print("""/*
 * The lunar years 2020 to 2050: LUNAR(the day of 正月初一, the leap month, the months of 30 days).
 * Made by lunar.py, not by hand, by the rules of GB/T 33661-2017.
 */""")
for a, b in zip(starts, starts[1:LAST - FIRST + 2]):
    longs = sum(1 << i for i in range(b - a) if months[a + i + 1][0] - months[a + i][0] == 30)
    leap = next((m for _, m, is_leap in months[a:b] if is_leap), 0)
    print(f"LUNAR({date_of(months[a][0])}, {leap}, 0x{longs:04X})")
