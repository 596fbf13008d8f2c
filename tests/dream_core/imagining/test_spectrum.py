import torch

from dream_core.imagining.spectrum import Spectrum, draw_spectrum


def make_spectrum(power: float = 1.5) -> Spectrum:
    random = torch.Generator().manual_seed(1)
    values = draw_spectrum(64, deviation=0.5, random=random)
    return Spectrum(values, power=power, gain=1.0)


def test_a_smaller_side_shows_the_same_picture_without_its_finest_waves() -> None:
    spectrum = make_spectrum()
    with torch.no_grad():
        spectrum.values[:, 8:-8] = 0
        spectrum.values[:, :, 8:] = 0
        large, small = spectrum.render(64), spectrum.render(32)
    torch.testing.assert_close(large[:, ::2, ::2], small, atol=1e-5, rtol=1e-4)


def test_a_spectrum_of_nothing_is_grey() -> None:
    spectrum = Spectrum(torch.zeros(3, 32, 17, 2), power=1.0, gain=3.0)
    assert spectrum.render(32).eq(0).all()


def test_more_power_means_less_grain() -> None:
    def measure_grain(power: float) -> float:
        picture = make_spectrum(power).render(64).detach()
        return float((picture[:, 1:] - picture[:, :-1]).std() / picture.std())

    assert measure_grain(2.0) < measure_grain(1.0) / 2
